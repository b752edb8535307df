using Orleans;
using Spico.Protocol;
using Spico.Silo.Conversations;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>The silos' streams, and this gateway as they see it.</summary>
internal sealed class StreamGrains(IGrainFactory grains, GatewayObserver observer) : IStreamGrains
{
    // Orleans delivers to a reference, and holds the object itself weakly: the observer lives as long as we do.
    private readonly Lazy<IGatewayObserver> _self = new(() => grains.CreateObjectReference<IGatewayObserver>(observer));

    public ValueTask<Subscription> SubscribeAsync(Caller caller, StreamId stream) =>
        Of(stream).Subscribe(caller, _self.Value);

    public ValueTask<HistoryPage> ReadAsync(Caller caller, StreamId stream, HistoryQuery query) =>
        Of(stream).Read(caller, query);

    public ValueTask<StreamHeads> HeadsAsync(StreamId[] streams) =>
        grains.GetGrain<IStreamHeadsGrain>(0).Read(streams);

    private IStreamGrain Of(StreamId stream) => stream.Kind == StreamKind.Inbox
        ? grains.GetGrain<IInboxGrain>(StreamKey.Of(stream))
        : grains.GetGrain<IConversationGrain>(StreamKey.Of(stream));
}
