namespace Spico.Silo.Streams;

/// <summary>What a person has begun to write to a conversation and not sent.</summary>
internal sealed record DraftsRow : LatestValue
{
    private static readonly RowSql Upsert = new(
        """
        INSERT INTO draft AS d (person, stream, version, sealed) SELECT $1, $2, $3, $4
        WHERE NOT EXISTS (SELECT 1 FROM erased_stream e WHERE e.stream = $2)
        ON CONFLICT (person, stream) DO UPDATE SET version = excluded.version, sealed = excluded.sealed
        WHERE excluded.version > d.version
        """);

    /// <summary>The drafts, sealed under the key of the person's inbox; empty: there are none.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>
    /// Writes the row, if it is later than the one there is: not to what was erased, whatever was asked before it was.
    /// </summary>
    public RowChange ToChange() => new(Upsert, Person.Value, Stream.Value, Version, Sealed);
}
