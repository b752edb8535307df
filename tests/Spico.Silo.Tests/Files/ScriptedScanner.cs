using Spico.Silo.Files.Inspection;

namespace Spico.Silo.Tests.Files;

/// <summary>Finds what a test put into the bytes: "AWAY" while it is away, "VIRUS" for malware.</summary>
internal sealed class ScriptedScanner : IScanner
{
    public bool IsBack { get; set; }

    public async Task<ScanVerdict> ScanAsync(Stream content)
    {
        content.Position = 0;
        using var all = new MemoryStream();
        await content.CopyToAsync(all);
        ReadOnlySpan<byte> bytes = all.ToArray();
        return bytes.IndexOf("VIRUS"u8) >= 0 ? ScanVerdict.Malware
            : bytes.IndexOf("AWAY"u8) >= 0 && !IsBack ? ScanVerdict.None
            : ScanVerdict.Clean;
    }
}
