using Orleans;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Conversations;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Memos;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>The silos' streams, and this gateway as they see it.</summary>
internal sealed class StreamGrains : IStreamGrains
{
    private readonly IGrainFactory _grains;
    private readonly Lazy<IGatewayObserver> _self;

    public StreamGrains(IGrainFactory grains, GatewayObserver observer, LocalGateway local)
    {
        _grains = grains;
        _self = new Lazy<IGatewayObserver>(() =>
        {
            // Orleans delivers to a reference, and holds the object itself weakly: the observer lives as long as we do.
            IGatewayObserver reference = grains.CreateObjectReference<IGatewayObserver>(observer);
            local.Set(reference, observer);
            return reference;
        });
    }

    public ValueTask<Subscription> SubscribeAsync(Caller caller, StreamId stream) => Of(stream) is { } grain
        ? grain.Subscribe(caller, _self.Value)
        : ValueTask.FromResult(new Subscription { Refusal = Refusal.NotAccessible("stream").Error });

    public ValueTask<Subscription> FollowAsync(Caller caller, StreamId stream) =>
        Of(stream) is ITracedStreamGrain traced
            ? traced.Follow(caller, _self.Value)
            : SubscribeAsync(caller, stream);

    public ValueTask<bool> ClosedAsync(Closing closing) => Of(closing.Stream) is ITracedStreamGrain traced
        ? traced.Closed(closing.Caller, closing.Opening, closing.UpTo)
        : ValueTask.FromResult(true);

    public ValueTask<HistoryPage> ReadAsync(Caller caller, StreamId stream, HistoryQuery query) =>
        Of(stream) is { } grain ? grain.Read(caller, query)
        : ValueTask.FromResult(new HistoryPage { Refusal = Refusal.NotAccessible("stream").Error });

    public ValueTask<StreamHeads> HeadsAsync(StreamId[] streams) =>
        _grains.GetGrain<IStreamHeadsGrain>(0).Read(streams);

    public ValueTask<Guid> WatchInboxesAsync() => _grains.GetGrain<IInboxWatchGrain>(0).Watch(_self.Value);

    public ValueTask<Reply> ReadInboxAsync(Caller caller, StreamId inbox, StreamId[] conversations) =>
        _grains.GetGrain<IInboxGrain>(StreamKey.Of(inbox)).ListSome(caller, conversations);

    public ValueTask<long> ActsUntilAsync(PersonId person, PersonId actedBy) =>
        _grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(person))).ActsUntil(actedBy);

    // The other kinds are no client's to read.
    private IStreamGrain? Of(StreamId stream) => stream.Kind switch
    {
        StreamKind.Inbox => _grains.GetGrain<IInboxGrain>(StreamKey.Of(stream)),
        StreamKind.Conversation => _grains.GetGrain<IConversationGrain>(StreamKey.Of(stream)),
        StreamKind.Dossier => _grains.GetGrain<IDossierGrain>(StreamKey.Of(stream)),
        StreamKind.Agenda => _grains.GetGrain<IAgendaGrain>(StreamKey.Of(stream)),
        StreamKind.PrivateMemos => _grains.GetGrain<IPrivateMemosGrain>(StreamKey.Of(stream)),
        _ => null,
    };
}
