using System.Text.Json;

namespace Spico.Silo.Professionals.Import;

/// <summary>An import as the directory it made remembers it, as JSON. Add properties; never rename one.</summary>
internal sealed record ImportRecord
{
    public required Guid Id { get; init; }

    /// <summary>The file's name, without its folder.</summary>
    public required string File { get; init; }

    /// <summary>The hash of the file: the same file is imported once.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When the extract was made, as its name tells: yyyyMMddHHmm, or empty.</summary>
    public required string ExtractDate { get; init; }

    public required DateTimeOffset ImportedAt { get; init; }

    /// <summary>When it was put in use; null: it was not yet.</summary>
    public DateTimeOffset? InUseSince { get; init; }

    public long Rows { get; init; }

    public long LeftOut { get; init; }

    public long Findings { get; init; }

    public long People { get; init; }

    public long Structures { get; init; }

    public long Practices { get; init; }

    /// <summary>People of the directory before who are not in this one.</summary>
    public long VanishedPeople { get; init; }

    public long VanishedStructures { get; init; }

    /// <summary>People whose name shares no word with the one their identifier had before.</summary>
    public long Renamed { get; init; }

    /// <summary>Why it waits for approval; empty: it does not.</summary>
    public IReadOnlyList<string> HeldFor { get; init; } = [];

    public string ToJson() => JsonSerializer.Serialize(this);

    public static ImportRecord FromJson(string json) => JsonSerializer.Deserialize<ImportRecord>(json)
        ?? throw new InvalidOperationException("An import without a record.");
}
