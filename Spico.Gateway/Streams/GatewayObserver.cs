using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>Takes what the silos deliver to this gateway: one per process.</summary>
internal sealed class GatewayObserver(StreamHub hub) : IGatewayObserver
{
    private static readonly Task<StreamId[]> NoneUnwanted = Task.FromResult<StreamId[]>([]);

    public Task<StreamId[]> Deliver(Delivery delivery)
    {
        StreamId[] unwanted = hub.Deliver(delivery);
        return unwanted.Length == 0 ? NoneUnwanted : Task.FromResult(unwanted);
    }

    public Task Moved(ConversationMove[] moves)
    {
        hub.Inboxes.Note(moves);
        return Task.CompletedTask;
    }
}
