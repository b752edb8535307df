namespace Spico.Silo.Professionals.Stores;

/// <summary>What a draft holds, and what of the directory in use it does not.</summary>
internal sealed record DraftCounts
{
    public required long People { get; init; }

    public required long Structures { get; init; }

    public required long Practices { get; init; }

    public required long PeopleInUse { get; init; }

    public required long StructuresInUse { get; init; }

    public required long VanishedPeople { get; init; }

    public required long VanishedStructures { get; init; }

    public required long Renamed { get; init; }
}
