namespace Spico.Silo.Professionals.Import;

/// <summary>What is kept of a row: a person at work somewhere. Numbers are those of terms; 0 is none.</summary>
internal sealed record ExtractRow
{
    public required long Line { get; init; }

    public required Guid Person { get; init; }

    public required string NationalId { get; init; }

    public required string Name { get; init; }

    /// <summary>The folded name, the family name first.</summary>
    public required string SortName { get; init; }

    public required int Profession { get; init; }

    public required int Specialty { get; init; }

    public required int Mode { get; init; }

    public required int Town { get; init; }

    public required int Department { get; init; }

    /// <summary>Where; null when nothing says so.</summary>
    public required StructureFields? Structure { get; init; }
}
