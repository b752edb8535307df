using System.Text;
using Spico.Protocol.V1;

namespace Spico.Silo.Exports;

/// <summary>
/// Makes exports: one at once on a silo, so that what they hold in memory is bounded, and written off the turns of
/// grains, because messages come first.
/// </summary>
internal static class OwnDataDocuments
{
    private static readonly SemaphoreSlim Room = new(1);

    /// <summary>The bytes of an export that is gathered now; null when others' take too long.</summary>
    public static async Task<byte[]?> MakeAsync(Func<Task<OwnData>> gather, OwnDataFormat format)
    {
        if (!await Room.WaitAsync(ExportLimits.WaitMax))
        {
            return null;
        }

        try
        {
            OwnData data = await gather();
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
