using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>
/// What a command comes to in the state it met: a reply that changes nothing, or facts. The facts will be numbered
/// from the fold's head on, so that what goes with them can name their numbers.
/// </summary>
internal sealed class Decision
{
    private Decision()
    {
    }

    /// <summary>Set when nothing is to be written: a refusal, or the wish is a fact already.</summary>
    public Reply? Reply { get; private init; }

    /// <summary>The facts to write, at least one unless there is a <see cref="Reply"/>.</summary>
    public FactDraft[] Facts { get; private init; } = [];

    /// <summary>What lists show of a conversation that is opened by this.</summary>
    public ConversationKind ConversationKind { get; init; }

    /// <summary>The title of a conversation that is opened by this.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>The patient whom a conversation that is opened by this is about.</summary>
    public Patient? Patient { get; init; }

    /// <summary>Changes to the read model of memberships.</summary>
    public MembershipRow[] Memberships { get; init; } = [];

    /// <summary>Changes to other read models.</summary>
    public RowChange[] Rows { get; init; } = [];

    /// <summary>What follows elsewhere.</summary>
    public ConsequenceRow[] Consequences { get; init; } = [];

    /// <summary>
    /// Where other streams must still be when it is written: else it is decided again, from what was prepared before.
    /// </summary>
    public StreamAt[] OnlyWhile { get; private init; } = [];

    /// <summary>The command is refused.</summary>
    public static Decision Refuse(Error error) => new() { Reply = new Reply { Error = error } };

    /// <summary>What the command asks for is so already.</summary>
    public static Decision Unchanged(Reply reply) => new() { Reply = reply };

    /// <summary>Facts to write, with nothing else to do.</summary>
    public static Decision Write(FactDraft fact) => new() { Facts = [fact] };

    /// <summary>Facts to write, and the read models that they change.</summary>
    public static Decision Write(FactDraft fact, params RowChange[] rows) => new() { Facts = [fact], Rows = rows };

    /// <summary>Facts to write, with what goes with them.</summary>
    public static Decision Write(
        FactDraft[] facts,
        MembershipRow[] memberships,
        ConsequenceRow[] consequences,
        RowChange[]? rows = null) =>
        new()
        {
            Facts = facts,
            Memberships = memberships,
            Consequences = consequences,
            Rows = rows ?? [],
        };

    /// <summary>The same with more changes to read models.</summary>
    public Decision With(IEnumerable<RowChange> rows) => With([], [], rows);

    /// <summary>The same with more facts, and with what goes with them.</summary>
    public Decision With(
        IEnumerable<FactDraft> facts, IEnumerable<ConsequenceRow> consequences, IEnumerable<RowChange> rows) =>
        Reply is not null
        ? this
        : new()
        {
            Facts = [.. Facts, .. facts],
            ConversationKind = ConversationKind,
            Title = Title,
            Patient = Patient,
            Memberships = Memberships,
            Consequences = [.. Consequences, .. consequences],
            Rows = [.. Rows, .. rows],
            OnlyWhile = OnlyWhile,
        };

    /// <summary>The same, to be written only while other streams are where they were.</summary>
    public Decision While(params StreamAt[] others) => new()
    {
        Reply = Reply,
        Facts = Facts,
        ConversationKind = ConversationKind,
        Title = Title,
        Patient = Patient,
        Memberships = Memberships,
        Consequences = Consequences,
        Rows = Rows,
        OnlyWhile = others,
    };

    /// <summary>The same with one more thing to follow.</summary>
    public Decision With(ConsequenceRow consequence) => With([], [consequence], []);

    /// <summary>The first facts of a conversation, and what lists show of it.</summary>
    public static Decision Open(
        ConversationCreated created,
        FactDraft[] facts,
        MembershipRow[] memberships,
        ConsequenceRow[] consequences,
        RowChange[] rows) =>
        new()
        {
            Facts = facts,
            Memberships = memberships,
            Consequences = consequences,
            ConversationKind = created.Kind,
            Title = created.Title,
            Patient = created.Patient,
            Rows = rows,
        };
}
