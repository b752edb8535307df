using System.IO.Compression;
using System.Text;

namespace Spico.Silo.Files.Inspection;

/// <summary>Tells what a file is from its first bytes. What is not listed here is not let in.</summary>
internal static class MediaTypes
{
    /// <summary>The bytes that <see cref="Find"/> looks at first.</summary>
    public const int HeadBytes = 4096;

    private const int ContentTypesBytesMax = 64 * 1024;

    private static readonly MediaType Heic = new("image/heic", ["heic", "heif", "hif", "avif"], MediaFamily.Heic);
    private static readonly MediaType Mp4 = new("video/mp4", ["mp4", "m4v"], MediaFamily.Movie);
    private static readonly MediaType QuickTime = new("video/quicktime", ["mov", "qt"], MediaFamily.Movie);
    private static readonly MediaType M4a = new("audio/mp4", ["m4a"], MediaFamily.Movie);
    private static readonly MediaType Zip = new("application/zip", ["zip"], MediaFamily.Archive);

    private static readonly (int At, byte[] Bytes, MediaType Type)[] Signatures =
    [
        (0, "%PDF-"u8.ToArray(), new("application/pdf", ["pdf"])),
        (0, [0xFF, 0xD8, 0xFF], new("image/jpeg", ["jpg", "jpeg", "jpe", "jfif"], MediaFamily.Image)),
        (0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], new("image/png", ["png"], MediaFamily.Image)),
        (0, "GIF8"u8.ToArray(), new("image/gif", ["gif"], MediaFamily.Image)),
        (8, "WEBP"u8.ToArray(), new("image/webp", ["webp"], MediaFamily.Image)),
        (8, "WAVE"u8.ToArray(), new("audio/wav", ["wav"])),
        (0, "OggS"u8.ToArray(), new("audio/ogg", ["ogg", "oga", "opus"])),
        (0, "ID3"u8.ToArray(), new("audio/mpeg", ["mp3"])),
        (0, [0xFF, 0xFB], new("audio/mpeg", ["mp3"])),
        (0, @"{\rtf"u8.ToArray(), new("application/rtf", ["rtf"])),
        (128, "DICM"u8.ToArray(), new("application/dicom", ["dcm", "dicom"])),
    ];

    private static readonly (string Marker, MediaType Type)[] Documents =
    [
        ("wordprocessingml.document.main", Office("wordprocessingml.document", "docx")),
        ("spreadsheetml.sheet.main", Office("spreadsheetml.sheet", "xlsx")),
        ("presentationml.presentation.main", Office("presentationml.presentation", "pptx")),
        ("application/vnd.oasis.opendocument.text", Open("text", "odt")),
        ("application/vnd.oasis.opendocument.spreadsheet", Open("spreadsheet", "ods")),
        ("application/vnd.oasis.opendocument.presentation", Open("presentation", "odp")),
    ];

    private static readonly MediaType[] Texts =
    [
        new("text/plain", ["txt", "log", "md"], MediaFamily.Text),
        new("text/csv", ["csv", "tsv"], MediaFamily.Text),
        new("application/xml", ["xml"], MediaFamily.Text),
        new("application/json", ["json"], MediaFamily.Text),
        new("text/calendar", ["ics"], MediaFamily.Text),
        new("text/vcard", ["vcf"], MediaFamily.Text),
    ];

    /// <summary>
    /// The kind of a file, or null when it is none that can be shared. Kinds of text are told by the name.
    /// </summary>
    /// <param name="head">Its first bytes, up to <see cref="HeadBytes"/>.</param>
    /// <param name="content">All of it.</param>
    /// <param name="extension">What its name ends with.</param>
    public static MediaType? Find(ReadOnlySpan<byte> head, Stream content, string extension)
    {
        foreach ((int at, byte[] bytes, MediaType type) in Signatures)
        {
            if (head.Length >= at + bytes.Length && head.Slice(at, bytes.Length).SequenceEqual(bytes))
            {
                return type;
            }
        }

        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
        {
            return OfBrand(Encoding.ASCII.GetString(head[8..12]));
        }

        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return OfArchive(content);
        }

        return IsText(head)
            ? Array.Find(Texts, text => text.Extensions.Contains(extension))
                ?? (extension.Length == 0 || IsOfAnotherKind(extension) ? Texts[0] : null)
            : null;
    }

    /// <summary>Whether a file of this kind may have this name and say of itself that it is this.</summary>
    public static bool Fits(MediaType type, string extension, string declared) =>
        (extension.Length == 0 || type.Extensions.Contains(extension))
        && (declared.Length == 0 || declared == "application/octet-stream" || Essence(declared) == type.Name
            || IsSame(Essence(declared), type.Name));

    private static MediaType Office(string kind, string extension) => new(
        $"application/vnd.openxmlformats-officedocument.{kind}", [extension], MediaFamily.Document);

    private static MediaType Open(string kind, string extension) =>
        new($"application/vnd.oasis.opendocument.{kind}", [extension], MediaFamily.Document);

    // Text under the name of something else is not what it says; under a name nobody knows it is nothing to share.
    private static bool IsOfAnotherKind(string extension) =>
        Signatures.Select(each => each.Type).Concat(Documents.Select(each => each.Type))
            .Concat([Mp4, QuickTime, M4a, Zip])
            .Any(type => type.Extensions.Contains(extension));

    private static string Essence(string declared) => declared.Split(';')[0].Trim().ToLowerInvariant();

    // Other names that systems give to the same kinds.
    private static bool IsSame(string declared, string name) => (declared, name) is
        ("image/jpg" or "image/pjpeg", "image/jpeg")
        or ("application/x-zip-compressed", "application/zip")
        or ("audio/mp3", "audio/mpeg")
        or ("audio/x-wav" or "audio/wave" or "audio/vnd.wave", "audio/wav")
        or ("audio/x-m4a" or "audio/m4a", "audio/mp4")
        or ("audio/opus" or "application/ogg", "audio/ogg")
        or ("text/xml", "application/xml")
        or ("text/rtf", "application/rtf")
        or ("application/csv" or "text/plain" or "application/vnd.ms-excel", "text/csv")
        or ("text/markdown", "text/plain");

    private static MediaType OfBrand(string brand) => brand switch
    {
        "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "mif1" or "msf1" or "avif" or "avis" => Heic,
        "qt  " => QuickTime,
        "M4A " or "M4B " => M4a,
        _ => Mp4,
    };

    // A document names its kind in an entry of its own; what names none is an archive of files.
    private static MediaType? OfArchive(Stream content)
    {
        try
        {
            content.Position = 0;
            using var archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            ZipArchiveEntry? entry = archive.GetEntry("[Content_Types].xml") ?? archive.GetEntry("mimetype");
            if (entry is null)
            {
                return Zip;
            }

            using Stream opened = entry.Open();
            byte[] bytes = new byte[ContentTypesBytesMax];
            string text = Encoding.UTF8.GetString(bytes, 0, opened.ReadAtLeast(bytes, bytes.Length, false));
            return Array.Find(Documents, each => text.Contains(each.Marker, StringComparison.Ordinal)).Type ?? Zip;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (byte each in head)
        {
            if (each < 0x20 && each is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f'))
            {
                return false;
            }
        }

        return head.Length > 0;
    }
}
