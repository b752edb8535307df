using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// A stream kept live: its facts in order, without gap or repeat, across reconnections. Dispose of it to end the
/// pushes. Its events are raised on the receiving loop: handlers must not block.
/// </summary>
public sealed class OpenStream : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SpicoClient _client;
    private readonly IPushHandler? _handler;
    private readonly Channel<Received>? _facts;
    private readonly DeliveryMarks _delivery;
    private readonly List<byte[]> _early = [];
    private readonly TaskCompletionSource<OpenStreamResponse> _opened =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _lastPush = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Phase _phase = Phase.Opening;
    private bool _isEarlyLost;
    private bool _isEndedEarly;
    private StreamPosition? _received;
    private StreamPosition _position;

    internal OpenStream(SpicoClient client, StreamId id, StreamPosition? after)
    {
        _client = client;
        _delivery = new DeliveryMarks(client, this);
        Id = id;
        _received = after;
        _position = after ?? default;
        _handler = client.Options.PushHandler;
        _facts = _handler is null
            ? Channel.CreateUnbounded<Received>() // The variant for a single reader cannot count.
            : null;
    }

    /// <summary>Raised when somebody is typing. Shown for some 6 seconds unless repeated.</summary>
    public event Action<Typing>? Typing;

    /// <summary>Raised when a person comes to the stream or goes.</summary>
    public event Action<Presence>? Presence;

    /// <summary>Raised when the person's read position in this stream moved, on this device or another.</summary>
    public event Action<MarkChanged>? MarkChanged;

    private enum Phase
    {
        Opening,
        Live,

        // Facts were let go because the reader is slow, or came too early.
        Behind,

        // As above, and the server has been asked to end the pushes, to open the stream again after the last.
        Closing,
        Ended,
    }

    /// <summary>The stream.</summary>
    public StreamId Id { get; }

    /// <summary>The stream as it was when it was last opened: head, rights, state.</summary>
    public OpenStreamResponse Opening { get; private set; } = new();

    /// <summary>The position of the last fact that <see cref="Facts"/> gave: where to resume after a restart.</summary>
    public StreamPosition Position
    {
        get
        {
            lock (_gate)
            {
                return _position;
            }
        }
    }

    /// <summary>Why the server ended the stream; null while it has not.</summary>
    public StreamEndReason? EndReason { get; private set; }

    /// <summary>
    /// The facts after the position it was opened at: each exactly once, in order. One enumeration at a time; a later
    /// one goes on where the last stopped. Ends when the stream does. Throws <see cref="StreamResyncException"/> when
    /// the position cannot be continued (enumerate again to go on), and <see cref="SpicoException"/> when the server
    /// refuses the stream or breaks the order.
    /// </summary>
    public IAsyncEnumerable<Fact> Facts => ReadFactsAsync(CancellationToken.None);

    internal Task<OpenStreamResponse> Opened => _opened.Task;

    /// <summary>Completes when no push of an opening that was closed can come any more.</summary>
    internal Task LastPush => _lastPush.Task;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        bool isOpen;
        lock (_gate)
        {
            isOpen = _phase is Phase.Live or Phase.Behind or Phase.Closing;
            _phase = Phase.Ended;
        }

        _facts?.Writer.TryComplete();
        _opened.TrySetCanceled();
        await _delivery.DisposeAsync();
        await _client.CloseAsync(this, isOpen);
    }

    /// <summary>What to ask of a new connection; null when the stream has ended.</summary>
    internal OpenStreamRequest? BeginOpening()
    {
        lock (_gate)
        {
            if (_phase == Phase.Ended)
            {
                return null;
            }

            _phase = Phase.Opening;
            _isEarlyLost = false;
            _isEndedEarly = false;
            _early.Clear();
            var request = new OpenStreamRequest { Stream = Id.ToByteString() };
            if (_received is { } position)
            {
                request.After = position.ToMessage();
            }

            return request;
        }
    }

    /// <summary>Facts were let go: true for the one that asks the server to end the pushes.</summary>
    internal bool TryBeginClosing()
    {
        lock (_gate)
        {
            if (_phase != Phase.Behind)
            {
                return false;
            }

            _phase = Phase.Closing;
            return true;
        }
    }

    /// <summary>The connection is lost, and with it every push that was on its way.</summary>
    internal void OnDisconnected()
    {
        lock (_gate)
        {
            if (_phase != Phase.Ended)
            {
                return;
            }
        }

        _lastPush.TrySetResult();
    }

    /// <summary>The answer to the opening, and what to do next.</summary>
    internal AfterOpening OnOpened(Reply reply)
    {
        if (reply.Error is { } error)
        {
            // What may pass is asked again, by the queue or on the next connection.
            if (!error.Retryable)
            {
                Fail(new SpicoException(error));
            }

            return AfterOpening.Read;
        }

        AfterOpening next;

        lock (_gate)
        {
            if (_phase != Phase.Opening)
            {
                return AfterOpening.Read;
            }

            OpenStreamResponse opening = reply.OpenStream;
            Opening = opening;
            StreamPosition head = StreamPosition.From(opening.Head);
            if (_received is not { } held)
            {
                _received = head;
                _position = head;
            }
            else if (opening.Resync)
            {
                _received = head;
                Resync(opening);
            }
            else
            {
                // What came before the reader's rights begin does not exist for them.
                _received = new StreamPosition(head.Epoch, Math.Max(held.Seq, (long)opening.VisibleAfter));
            }

            _phase = Phase.Live;
            _client.OnOpened(this, _received.Value);
            for (int i = 0; i < _early.Count && _phase == Phase.Live; i++)
            {
                Accept(_early[i]);
            }

            _early.Clear();
            if (_isEarlyLost && _phase == Phase.Live)
            {
                _phase = Phase.Behind;
            }

            next = _phase == Phase.Ended ? AfterOpening.Read
                : _isEndedEarly ? AfterOpening.OpenAgain
                : _isEarlyLost ? AfterOpening.Close
                : AfterOpening.Read;
        }

        _opened.TrySetResult(reply.OpenStream);
        return next;
    }

    internal void OnFact(ReadOnlySpan<byte> fact)
    {
        lock (_gate)
        {
            switch (_phase)
            {
                case Phase.Opening when _early.Count < _client.Options.FactsBufferedMax:
                    _early.Add(fact.ToArray());
                    break;
                case Phase.Opening:
                    // Over gRPC facts may overtake the answer. Too many of them: open again where these end.
                    _isEarlyLost = true;
                    break;
                case Phase.Live:
                    Accept(fact);
                    break;
            }
        }
    }

    internal void OnTyping(Typing typing) => Typing?.Invoke(typing);

    internal void OnPresence(Presence presence) => Presence?.Invoke(presence);

    internal void OnMarkChanged(MarkChanged mark) => MarkChanged?.Invoke(mark);

    /// <summary>True when the stream should be opened again.</summary>
    internal bool OnEnded(StreamEndReason reason)
    {
        lock (_gate)
        {
            if (_phase == Phase.Ended)
            {
                _lastPush.TrySetResult();
                return false;
            }

            if (reason is StreamEndReason.Resync or StreamEndReason.Closed)
            {
                // Over gRPC it may overtake the answer to the opening, which is waited for.
                _isEndedEarly = _phase == Phase.Opening;
                return !_isEndedEarly;
            }

            _phase = Phase.Ended;
            EndReason = reason;
        }

        _facts?.Writer.TryComplete();
        _opened.TrySetCanceled();
        return false;
    }

    internal void Fail(SpicoException exception)
    {
        lock (_gate)
        {
            _phase = Phase.Ended;
        }

        _facts?.Writer.TryComplete(exception);
        _opened.TrySetException(exception);
        _lastPush.TrySetResult();
    }

    private void Accept(ReadOnlySpan<byte> bytes)
    {
        if (!RawFact.TryRead(bytes, out RawFact fact))
        {
            Fail(Defect("The server sent a fact that cannot be read."));
            return;
        }

        StreamPosition last = _received!.Value;
        if (_handler is not null)
        {
            _received = last with { Seq = Math.Max(last.Seq, fact.Seq) };
            _position = _received.Value;
            _handler.OnFact(this, fact);
            return;
        }

        if (fact.Seq != last.Seq + 1)
        {
            Fail(Defect($"The stream went from {last.Seq} to {fact.Seq}."));
            return;
        }

        if (_facts!.Reader.Count >= _client.Options.FactsBufferedMax)
        {
            _phase = Phase.Behind;
            return;
        }

        _received = last with { Seq = fact.Seq };
        _facts.Writer.TryWrite(new Received(Fact.Parser.ParseFrom(bytes), last.Epoch, null));
    }

    private void Resync(OpenStreamResponse opening)
    {
        if (_handler is not null)
        {
            _position = _received!.Value;
            _handler.OnResync(this);
            return;
        }

        _facts!.Writer.TryWrite(new Received(null, _received!.Value.Epoch, opening));
    }

    private async IAsyncEnumerable<Fact> ReadFactsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_facts is null)
        {
            throw new InvalidOperationException("The facts of this client go to its PushHandler.");
        }

        while (true)
        {
            if (_facts.Reader.TryRead(out Received item))
            {
                lock (_gate)
                {
                    _position = item switch
                    {
                        { Resync: { } opening } => StreamPosition.From(opening.Head),
                        { Fact: { } fact } => new StreamPosition(item.Epoch, (long)fact.Seq),
                        _ => _position,
                    };
                }

                if (item.Resync is not null)
                {
                    throw new StreamResyncException(item.Resync);
                }

                if (item.Fact is not null)
                {
                    _delivery.Note(item.Fact);
                    yield return item.Fact;
                }
            }
            else if (TryBeginClosing())
            {
                _client.CloseToOpenAgain(this);
            }
            else if (!await _facts.Reader.WaitToReadAsync(cancellationToken))
            {
                yield break;
            }
        }
    }

    private static SpicoException Defect(string message) =>
        new(new Error { Code = ErrorCode.Internal, Message = message });

    private readonly record struct Received(Fact? Fact, uint Epoch, OpenStreamResponse? Resync);
}
