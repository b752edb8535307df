using Orleans;
using Spico.Protocol;
using Spico.Silo.Conversations;
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

    public ValueTask<Subscription> SubscribeAsync(Caller caller, StreamId stream) =>
        Of(stream).Subscribe(caller, _self.Value);

    public ValueTask<HistoryPage> ReadAsync(Caller caller, StreamId stream, HistoryQuery query) =>
        Of(stream).Read(caller, query);

    public ValueTask<StreamHeads> HeadsAsync(StreamId[] streams) =>
        _grains.GetGrain<IStreamHeadsGrain>(0).Read(streams);

    private IStreamGrain Of(StreamId stream) => stream.Kind == StreamKind.Inbox
        ? _grains.GetGrain<IInboxGrain>(StreamKey.Of(stream))
        : _grains.GetGrain<IConversationGrain>(StreamKey.Of(stream));
}
