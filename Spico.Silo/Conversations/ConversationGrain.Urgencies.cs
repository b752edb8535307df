using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.Urgencies;
using Spico.Silo.Delegations;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <content>Urgencies.</content>
internal sealed partial class ConversationGrain : IConversationUrgencies
{
    // A community has thousands of members, and their inboxes one store.
    private const int NotifiedAtOnce = 100;

    private UrgencyTerms Terms => new(_urgencies, _services.Now);

    public ValueTask<Reply> RaiseUrgency(Caller caller, RaiseUrgencyRequest request) => SubmitAsync(
        caller,
        RaiseUrgencyCommand.TryRead(
            _stream,
            caller.Person,
            request,
            Terms,
            (_people, _lookup),
            out RaiseUrgencyCommand? command),
        command);

    public ValueTask<Reply> AcknowledgeUrgency(Caller caller, AcknowledgeUrgencyRequest request) => SubmitAsync(
        caller,
        AcknowledgeUrgencyCommand.TryRead(_stream, caller.Person, request, out AcknowledgeUrgencyCommand? command),
        command);

    public ValueTask<Reply> ResolveUrgency(Caller caller, ResolveUrgencyRequest request) => SubmitAsync(
        caller,
        ResolveUrgencyCommand.TryRead(_stream, caller.Person, request, out ResolveUrgencyCommand? command),
        command);

    public ValueTask<Reply> SetEscalation(Caller caller, SetEscalationRequest request) => SubmitAsync(
        caller,
        SetEscalationCommand.TryRead(
            _stream, caller.Person, request, _urgencies, _people, out SetEscalationCommand? command),
        command);

    public async ValueTask<bool> NotifyUrgency(PersonId raisedBy, long urgency)
    {
        (Error? refusal, PersonId[]? others) = await _pipeline.AskAsync(
            (raisedBy, urgency), static (fold, about) => fold.MembersBefore(about.urgency, about.raisedBy));
        if (refusal is not null || others is null)
        {
            return false;
        }

        foreach (PersonId[] some in others.Chunk(NotifiedAtOnce))
        {
            bool[] noted = await Task.WhenAll(some.Select(person => GrainFactory
                .GetGrain<IInboxGrain>(StreamKey.Of(StreamId.InboxOf(person)))
                .Notify(person, _stream, urgency, NotificationKind.Urgency).AsTask()));
            if (!noted.All(isNoted => isNoted))
            {
                return false;
            }
        }

        if (others.Length == 0)
        {
            return true;
        }

        Reply reply = await SubmitAsync(null, new SayNotifiedCommand(_stream, raisedBy, urgency, others));
        return Refusal.IsSettled(reply);
    }

    public async ValueTask<bool> EscalateUrgency(PersonId raisedBy, long levelSeq)
    {
        (Error? refusal, EscalationStep? step) = await _pipeline.AskAsync(
            levelSeq, static (fold, level) => fold.Urgencies.DueSince(level)?.NextStep);
        if (refusal is not null)
        {
            return Refusal.IsSettled(new Reply { Error = refusal });
        }

        // The chain is as it was raised, whatever is decided meanwhile: only who replaces whom is asked for now.
        var replacements = new List<PersonId>();
        foreach (ByteString person in step?.ReplacementsOf ?? [])
        {
            replacements.AddRange(await DelegationRows.ReplacementsOfAsync(
                _services.Storage.Store, OpenUrgency.PersonOf(person), _services.Now));
        }

        Reply reply = await SubmitAsync(
            null, new EscalateUrgencyCommand(_stream, raisedBy, levelSeq, _services.Now, replacements));
        return Refusal.IsSettled(reply);
    }

    public ValueTask<Reply> HandOverUrgency(Caller caller, HandOverUrgencyRequest request) => SubmitAsync(
        caller,
        HandOverUrgencyCommand.TryRead(
            _stream, caller.Person, request, _services.Now, out HandOverUrgencyCommand? command),
        command);

    // Who joined "from now" is not told of what was raised before.
    private static void Show(OpenUrgencies urgencies, StreamAccess access, ConversationView view)
    {
        foreach (OpenUrgency urgency in urgencies.All)
        {
            if (urgency.Seq > access.VisibleAfter)
            {
                view.Urgencies.Add(urgency.ToMessage());
            }
        }

        view.Escalation = urgencies.Default is { Steps.Count: 0, AfterMs: 0 } ? null : urgencies.Default;
    }
}
