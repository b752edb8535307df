using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses.Gathering;

/// <summary>A message as it was when the synthesis was asked for.</summary>
/// <param name="Seq">Its place in the conversation.</param>
internal sealed record SynthesisMessage(ulong Seq) : SynthesisItem(Seq)
{
    /// <summary>Its number among the messages.</summary>
    public required ulong Ordinal { get; init; }

    public required DateTimeOffset At { get; init; }

    public override DateTimeOffset? Time => At;

    public required Person Author { get; init; }

    /// <summary>The practice situation that the author acted in then; null: none in particular.</summary>
    public PracticeSituation? Practice { get; init; }

    /// <summary>Who posted it for the author; null: the author.</summary>
    public Person? ActedBy { get; init; }

    public required DataClass DataClass { get; init; }

    /// <summary>What it said, oldest first; the last is what it says. Empty when it was taken back.</summary>
    public required IReadOnlyList<MessageVersion> Versions { get; init; }

    /// <summary>Who took it back and when, when that is known; it was taken back when there is no version.</summary>
    public Retraction? Retraction { get; init; }

    /// <summary>The message it answers, by its place; 0: none.</summary>
    public ulong Quote { get; init; }

    public bool IsUrgent { get; init; }

    public bool IsRequest { get; init; }

    public IReadOnlyList<Attachment> Files { get; init; } = [];

    public IReadOnlyList<DossierLink> Links { get; init; } = [];

    /// <summary>The reactions, each with who reacted so.</summary>
    public IReadOnlyList<(Reaction Reaction, IReadOnlyList<Person> People, int Count)> Reactions { get; init; } = [];

    /// <summary>Its hash in the manifest.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What it says now.</summary>
    public string Text => Versions.Count > 0 ? Versions[^1].Text : string.Empty;
}
