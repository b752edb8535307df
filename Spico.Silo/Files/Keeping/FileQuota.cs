namespace Spico.Silo.Files.Keeping;

/// <summary>What one person may have.</summary>
/// <param name="UploadsMax">Files that are not ready.</param>
/// <param name="BytesMax">Bytes of all files.</param>
internal readonly record struct FileQuota(int UploadsMax, long BytesMax);
