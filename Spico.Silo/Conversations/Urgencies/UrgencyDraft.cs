using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>An urgency to raise, its fields checked: by itself, or together with the message it is on.</summary>
internal sealed class UrgencyDraft
{
    private readonly StreamId _stream;
    private readonly PersonId _author;
    private readonly Escalation _asked;
    private readonly HashSet<PersonId> _persons;
    private readonly long _now;
    private readonly uint _afterMs;

    private UrgencyDraft(
        StreamId stream, PersonId author, Escalation asked, HashSet<PersonId> persons, in UrgencyTerms terms)
    {
        _stream = stream;
        _author = author;
        _asked = asked;
        _persons = persons;
        _now = terms.Now;
        _afterMs = (uint)terms.Options.EscalateAfter.TotalMilliseconds;
    }

    /// <summary>Whether the chain names anybody who must be known.</summary>
    public bool NamesPersons => _persons.Count > 0;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        Escalation? escalation,
        string field,
        in UrgencyTerms terms,
        out UrgencyDraft? draft)
    {
        draft = null;
        if (EscalationFields.TryRead(escalation, field, terms.Options, out HashSet<PersonId> persons) is { } invalid)
        {
            return invalid;
        }

        draft = new UrgencyDraft(stream, author, escalation ?? new Escalation(), persons, terms);
        return null;
    }

    /// <summary>Refuses a chain that names people who are not registered.</summary>
    public async ValueTask<Error?> PrepareAsync(IPeopleStore people)
    {
        List<PersonId> missing = await people.FindMissingAsync([.. _persons]);
        return missing.Count == 0 ? null : Refusal.Invalid("escalation", "Only people who are registered.");
    }

    /// <summary>Whether it may be raised on a message, or on the conversation (0); null when it may.</summary>
    public Error? Check(ConversationState fold, long message)
    {
        if (fold.Urgencies.On(message) is not null)
        {
            return Refusal.WrongState("This is urgent already.");
        }

        if (fold.Urgencies.Count >= UrgencyLimits.Open)
        {
            return Refusal.LimitReached("urgency", UrgencyLimits.Open, "open urgencies");
        }

        return CheckChain(fold, _persons);
    }

    /// <summary>Whether a conversation can have this chain; null when it can.</summary>
    public static Error? CheckChain(ConversationState fold, IReadOnlySet<PersonId> persons) =>
        fold.Kind == ConversationKind.Direct && persons.Any(person => fold.MembershipOf(person) is null)
            ? Refusal.Invalid("escalation", "In a direct conversation only its two members.")
            : null;

    /// <summary>The fact that raises it, and what follows: everybody else is notified, and it escalates.</summary>
    /// <param name="fold">The state it is decided in.</param>
    /// <param name="message">The message it is on; 0: the conversation.</param>
    /// <param name="seq">The number that the fact will have.</param>
    public (FactDraft Fact, ConsequenceRow[] Consequences, RowChange Row) Raise(
        ConversationState fold, long message, long seq)
    {
        Escalation fallback = fold.Urgencies.Default;
        var escalation = new Escalation
        {
            Steps = { _asked.Steps.Count > 0 ? _asked.Steps : fallback.Steps },
            AfterMs = _asked.AfterMs > 0 ? _asked.AfterMs : fallback.AfterMs > 0 ? fallback.AfterMs : _afterMs,
        };
        var raised = new UrgencyRaised { Message = (ulong)message, Escalation = escalation };
        return (
            new FactDraft(new Fact { UrgencyRaised = raised }),
            [
                new ConsequenceRow(_stream, seq, _stream, ConsequenceKind.UrgencyRaised, _author),
                new ConsequenceRow(
                    _stream, seq, _stream, ConsequenceKind.UrgencyDue, _author, _now + escalation.AfterMs),
            ],
            UrgencyRows.Raised(_stream, seq));
    }
}
