using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;
using ReceiptsView = Spico.Protocol.V1.Receipts;

namespace Spico.Silo.Conversations.Receipts;

/// <summary>
/// Tells the members of one conversation how far the others are: all who moved together, at once and then once an
/// interval. Lives on its grain's turn; who may be told is asked when it is told.
/// </summary>
internal sealed class MemberReceipts(
    StreamId stream,
    StreamPipeline<ConversationState> pipeline,
    StreamServices services,
    IGrainBase grain,
    IGrainFactory grains)
{
    private static readonly RowSql Marks = new(
        """
        SELECT k.person, k.delivered_up_to, k.read_up_to FROM membership m
        JOIN mark k ON k.person = m.person AND k.stream = m.stream WHERE m.stream = $1
        """);

    private readonly Dictionary<PersonId, MemberPlace> _moved = [];
    private IGrainTimer? _timer;

    /// <summary>A member is at a place, durably. Returns when those who are told at once are told.</summary>
    public ValueTask MovedAsync(MarkRow mark)
    {
        _moved[mark.Person] = new MemberPlace(mark.Person, mark.DeliveredUpTo, mark.ReadUpTo);
        if (_timer is not null)
        {
            return ValueTask.CompletedTask;
        }

        _timer = grain.RegisterGrainTimer(
            TellWaitingAsync,
            new GrainTimerCreationOptions(services.Options.MarkPushInterval, services.Options.MarkPushInterval)
            {
                Interleave = true,
            });
        return TellAsync();
    }

    /// <summary>Tells of what still waits: the activation ends.</summary>
    public ValueTask StopAsync() => _moved.Count > 0 ? TellAsync() : ValueTask.CompletedTask;

    /// <summary>How far the others are, as a member may see it; null when nobody is told.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<ReceiptsView?> LookAsync(PersonId person, ReceiptTerms terms)
    {
        if (terms.Policy == ReceiptPolicy.Unspecified)
        {
            return null;
        }

        // Read after the member's gateway is registered: whoever moves from now on is pushed.
        List<MemberPlace> places = await services.Storage.Store.ReadRowsAsync(Marks, MemberPlace.Read, stream.Value);
        places.RemoveAll(place => place.Person == person);
        (_, Told? told) = await pipeline.AskAsync(places, Told.Of);
        var view = new ReceiptsView { Policy = terms.Policy, Since = (ulong)terms.Since };
        if (told is not null && told.IsFor(person))
        {
            view.Members.Add(told.Members);
        }

        return view;
    }

    private async Task TellWaitingAsync(CancellationToken cancellationToken)
    {
        if (_moved.Count > 0)
        {
            await TellAsync();
            return;
        }

        _timer?.Dispose();
        _timer = null;
    }

    private async ValueTask TellAsync()
    {
        List<MemberPlace> moved = [.. _moved.Values];
        _moved.Clear();
        (_, Told? told) = await pipeline.AskAsync(moved, Told.Of);
        if (told is null || told.Members.Count == 0)
        {
            return;
        }

        var push = new ReceiptsMoved { Conversation = stream.ToByteString(), Members = { told.Members } };
        byte[] frame = new Frame { Push = new Push { ReceiptsMoved = push } }.ToByteArray();
        if (told.Policy == ReceiptPolicy.Members)
        {
            services.FanOut.Notify(new Notice(stream, frame));
            return;
        }

        StreamId inbox = StreamId.InboxOf(told.Creator);
        await grains.GetGrain<IInboxGrain>(StreamKey.Of(inbox)).Tell(new Notice(inbox, frame));
    }

    /// <summary>What may be told, and to whom.</summary>
    private sealed record Told(ReceiptPolicy Policy, PersonId Creator, List<MemberReceipt> Members)
    {
        /// <summary>The question; null when nobody is told.</summary>
        public static Told? Of(ConversationState fold, List<MemberPlace> places) => !fold.TellsReceipts
            ? null
            : new Told(
                fold.Receipts.Policy,
                fold.Creator,
                [.. places.Select(place => fold.Receipts.Tell(fold, place)).OfType<MemberReceipt>()]);

        public bool IsFor(PersonId person) => Policy == ReceiptPolicy.Members || person == Creator;
    }
}
