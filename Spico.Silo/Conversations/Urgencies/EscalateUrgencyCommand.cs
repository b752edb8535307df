using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>
/// Time is up for an urgency: unless somebody has acknowledged it, the next step of its chain is told, in the name of
/// whoever raised it. Its request id derives from the fact that brought the urgency where it is: however often it
/// comes, it escalates once.
/// </summary>
internal sealed class EscalateUrgencyCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly long _levelSeq;
    private readonly long _now;

    private readonly IReadOnlyList<PersonId> _replacements;

    /// <param name="stream">The conversation.</param>
    /// <param name="raisedBy">In whose name.</param>
    /// <param name="levelSeq">The fact that brought the urgency where it is.</param>
    /// <param name="now">Milliseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="replacements">Who replaces those whose replacements the step names.</param>
    public EscalateUrgencyCommand(
        StreamId stream, PersonId raisedBy, long levelSeq, long now, IReadOnlyList<PersonId> replacements)
    {
        _replacements = replacements;
        _stream = stream;
        _levelSeq = levelSeq;
        _now = now;
        Author = raisedBy;
        Hash = ConsequenceId.Of(ConsequenceKind.UrgencyDue, stream, levelSeq, raisedBy);
        Request = RequestId.From(Hash);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public Decision Decide(ConversationState fold)
    {
        if (fold.Urgencies.DueSince(_levelSeq) is not { } urgency)
        {
            return Decision.Unchanged(new Reply());
        }

        var facts = new List<FactDraft>();
        var memberships = new List<MembershipRow>();
        var consequences = new List<ConsequenceRow>();
        EscalationStep? step = urgency.NextStep;
        List<PersonId> named = step is null ? [] : [.. step.Persons.Select(OpenUrgency.PersonOf), .. _replacements];
        foreach (NewMemberRights member in Newcomers(fold, named))
        {
            long seq = fold.Head.Seq + facts.Count + 1;
            StreamAccess access = member.AccessFrom(fold.MembershipOf(Author)!.Access, seq);
            facts.Add(member.Added(access));
            memberships.Add(new MembershipRow
            {
                Stream = _stream,
                Person = member.Person,
                Since = seq,
                SinceOrdinal = fold.Head.Ordinal,
                Access = access,
                IsMember = true,
            });
            consequences.Add(new ConsequenceRow(
                _stream, seq, StreamId.InboxOf(member.Person), ConsequenceKind.MembershipBegan, member.Person));
        }

        if (fold.Patient is not null && memberships.Count > 0)
        {
            consequences.Add(Conversations.Newcomers.AskedAbout(_stream, fold.Head.Seq + 1, Author));
        }

        IEnumerable<PersonId> present = named.Where(person =>
            fold.MembershipOf(person) is not null || memberships.Exists(row => row.Person == person));
        PersonId[] told =
        [
            .. (step is null ? [] : present.Concat(fold.NamedBy(step))).Distinct().Take(UrgencyLimits.ToldOfStep),
        ];
        facts.Add(new FactDraft(new Fact { UrgencyEscalated = Escalated(urgency, told) }));
        long level = fold.Head.Seq + facts.Count;
        consequences.AddRange((told.Length > 0 ? told : fold.Members.Keys).Select(
            person => ConsequenceRow.Notify(_stream, level, person, NotificationKind.UrgencyEscalated)));
        if (!urgency.IsLastLevelNext)
        {
            long dueAt = _now + urgency.Escalation.AfterMs;
            consequences.Add(new ConsequenceRow(
                _stream, level, _stream, ConsequenceKind.UrgencyDue, Author, dueAt));
        }

        return Decision.Write([.. facts], [.. memberships], [.. consequences]);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();

    private static UrgencyEscalated Escalated(OpenUrgency urgency, PersonId[] told) => new()
    {
        Urgency = (ulong)urgency.Seq,
        Level = (uint)urgency.Level + 1,
        Persons = { told.Select(person => person.ToByteString()) },
    };

    // Whoever raised it adds them, as any member may: somebody who has left adds nobody any more.
    private IEnumerable<NewMemberRights> Newcomers(ConversationState fold, IEnumerable<PersonId> named) =>
        fold.Kind == ConversationKind.Direct || fold.MembershipOf(Author) is null
            ? []
            : named.Distinct()
                .Where(person => fold.MembershipOf(person) is null)
                .Take(ConversationState.MembersMax - fold.MemberCount)
                .Select(person => new NewMemberRights(person, ReadsAll: true, Withheld: 0, LegalBasis.Emergency));
}
