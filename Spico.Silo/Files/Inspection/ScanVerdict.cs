namespace Spico.Silo.Files.Inspection;

/// <summary>What a scanner says.</summary>
internal enum ScanVerdict
{
    /// <summary>It says nothing: it is away, too slow, or failed. The file waits.</summary>
    None,

    /// <summary>Nothing was found.</summary>
    Clean,

    /// <summary>Malware was found.</summary>
    Malware,
}
