namespace Spico.Silo.Files.Inspection;

/// <summary>Looks for malware. A seam: tests put one in its place that finds what they want.</summary>
internal interface IScanner
{
    /// <summary>What is found in a file. Never throws for a scanner that is away.</summary>
    Task<ScanVerdict> ScanAsync(Stream content);
}
