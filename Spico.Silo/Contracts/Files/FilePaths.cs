using System.Diagnostics.CodeAnalysis;
using Spico.Protocol;

namespace Spico.Silo.Files;

/// <summary>Where files are on the HTTP door.</summary>
public static class FilePaths
{
    /// <summary>Where uploads are created, and below which each file is.</summary>
    public const string Root = "/files";

    /// <summary>What follows a file's path for its thumbnail.</summary>
    public const string Thumbnail = "/thumbnail";

    /// <summary>The path of a file.</summary>
    public static string Of(FileId file) => $"{Root}/{file}";

    /// <summary>Reads the last part of a file's path.</summary>
    public static bool TryRead(string? segment, out FileId file)
    {
        bool isId = Guid.TryParseExact(segment, "N", out Guid id);
        file = FileId.From(id);
        return isId;
    }
}
