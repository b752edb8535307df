using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// Tells the server how far this device has received a conversation, while its policy asks for receipts: once a period
/// at most, and never in the way of the facts.
/// </summary>
internal sealed class DeliveryMarks(SpicoClient client, OpenStream stream) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _telling = Task.CompletedTask;
    private (ReceiptPolicy Policy, ulong Since) _set;
    private ulong _received;
    private ulong _told;
    private bool _isTelling;
    private bool _isClosing;

    /// <summary>The reader has a fact.</summary>
    public void Note(Fact fact)
    {
        if (!client.Options.MarksDelivered)
        {
            return;
        }

        lock (_gate)
        {
            if (fact.ReceiptsSet is { } set)
            {
                _set = (set.Policy, fact.Seq);
            }

            _received = fact.Seq;
            if (IsAskedFor && !_isTelling && !_isClosing)
            {
                _isTelling = true;
                _telling = TellAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task telling;
        lock (_gate)
        {
            if (_isClosing)
            {
                return;
            }

            _isClosing = true;
            telling = _telling;
        }

        await _closing.CancelAsync();
        await telling;
        _closing.Dispose();
    }

    // What was last said holds: by a fact that came since, or by the opening.
    private bool IsAskedFor => stream.Opening.Conversation?.Receipts is { } opened && opened.Since >= _set.Since
        ? opened.Policy != ReceiptPolicy.Unspecified
        : _set.Policy != ReceiptPolicy.Unspecified;

    private async Task TellAsync()
    {
        // Not on the turn of the reader, who is about to get a fact.
        await Task.Yield();
        try
        {
            while (Next() is { } upTo)
            {
                await client.MarkDeliveredAsync(stream.Id, (long)upTo, _closing.Token);
                await Task.Delay(client.Options.MarksDeliveredEvery, client.Options.TimeProvider, _closing.Token);
            }
        }
        catch (Exception exception) when (exception is SpicoException or OperationCanceledException)
        {
            // The next fact tries again; the position only ever moves forwards.
            lock (_gate)
            {
                _told = 0;
                _isTelling = false;
            }
        }
    }

    private ulong? Next()
    {
        lock (_gate)
        {
            if (_received <= _told)
            {
                _isTelling = false;
                return null;
            }

            _told = _received;
            return _told;
        }
    }
}
