using System.Text;
using Spico.Protocol.V1;

namespace Spico.Silo.Exports;

/// <summary>Writes exports: one at once on a silo, off the turns of grains, because messages come first.</summary>
internal static class OwnDataDocuments
{
    private static readonly SemaphoreSlim Room = new(1);

    /// <summary>The bytes of an export.</summary>
    public static async Task<byte[]> WriteAsync(OwnData data, OwnDataFormat format)
    {
        await Room.WaitAsync();
        try
        {
            return await Task.Run(() => format == OwnDataFormat.Pdf
                ? OwnDataPdf.Write(data)
                : Encoding.UTF8.GetBytes(OwnDataJson.Write(data)));
        }
        finally
        {
            Room.Release();
        }
    }
}
