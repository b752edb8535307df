using System.IO.Compression;

namespace Spico.Silo.Files.Inspection;

/// <summary>What an archive must not be. It is looked through, never unpacked to anywhere.</summary>
internal static class ArchiveRules
{
    private const int PieceBytes = 64 * 1024;
    private const int UnixLink = 0xA000;
    private const int UnixKind = 0xF000;
    private static readonly string[] Archives =
        [".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".jar", ".iso", ".cab", ".arj"];

    /// <summary>Whether an archive is what it should be.</summary>
    /// <param name="content">The archive.</param>
    /// <param name="mayNest">Whether it may hold archives: documents embed other documents.</param>
    /// <param name="options">How large it may be.</param>
    public static bool IsSafe(Stream content, bool mayNest, FilesOptions options)
    {
        try
        {
            content.Position = 0;
            using var archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            return archive.Entries.Count <= options.ArchiveEntriesMax
                && archive.Entries.All(entry => StaysInside(entry) && (mayNest || !IsArchive(entry)))
                && UnpacksWithin(archive, options.ArchiveBytesMax);
        }
        catch (Exception broken) when (broken is InvalidDataException or NotSupportedException)
        {
            // Encrypted, packed in a way nobody reads, or no archive after all.
            return false;
        }
    }

    private static bool StaysInside(ZipArchiveEntry entry)
    {
        string name = entry.FullName;
        bool isLink = ((entry.ExternalAttributes >> 16) & UnixKind) == UnixLink;
        return !isLink
            && !entry.IsEncrypted
            && !name.StartsWith('/')
            && !name.Contains('\\')
            && !name.Contains(':')
            && !name.Split('/').Contains("..");
    }

    private static bool IsArchive(ZipArchiveEntry entry) =>
        Archives.Any(ending => entry.FullName.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    // What an entry says of its length is its maker's word: counted by unpacking it to nowhere.
    private static bool UnpacksWithin(ZipArchive archive, long bytesMax)
    {
        byte[] piece = new byte[PieceBytes];
        long unpacked = 0;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream opened = entry.Open();
            for (int read; (read = opened.Read(piece)) > 0;)
            {
                unpacked += read;
                if (unpacked > bytesMax)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
