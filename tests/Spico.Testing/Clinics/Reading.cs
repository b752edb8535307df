using Spico.Checker;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Testing.Clinics;

/// <summary>A conversation that somebody reads live: every fact they were given, in order.</summary>
public sealed class Reading : IAsyncDisposable
{
    private readonly Colleague _reader;
    private readonly OpenStream _stream;
    private readonly HistoryWriter _history;
    private readonly List<Fact> _facts = [];
    private readonly Task _loop;
    private uint _epoch;
    private bool _isClosing;

    internal Reading(Colleague reader, OpenStream stream, StreamPosition from, HistoryWriter history)
    {
        _reader = reader;
        _stream = stream;
        _history = history;
        Begin(from);
        _loop = ReadAsync();
    }

    /// <summary>The conversation.</summary>
    public StreamId Conversation => _stream.Id;

    /// <summary>How it was when it was opened last.</summary>
    public OpenStreamResponse Opening => _stream.Opening;

    /// <summary>The SDK's stream, for its events.</summary>
    public OpenStream Stream => _stream;

    /// <summary>How often the server said that the position cannot be continued.</summary>
    public int Resyncs { get; private set; }

    /// <summary>What was given so far.</summary>
    public IReadOnlyList<Fact> Facts
    {
        get
        {
            lock (_facts)
            {
                return [.. _facts];
            }
        }
    }

    /// <summary>The messages given so far; an elided one is "…".</summary>
    public IReadOnlyList<string> Texts =>
    [
        .. Facts.Where(fact => fact.BodyCase is Fact.BodyOneofCase.MessagePosted or Fact.BodyOneofCase.Elided)
            .Select(fact => fact.MessagePosted?.Text ?? "…"),
    ];

    /// <summary>The position after the last fact given.</summary>
    public StreamPosition Position { get; private set; }

    /// <summary>Waits until messages were given, the last of all being these.</summary>
    public Task Receives(params string[] texts) => Eventually.Becomes(
        $"{_reader.Name} receives {string.Join(", ", texts)}",
        () => Texts,
        got => got.Count >= texts.Length && got.Skip(got.Count - texts.Length).SequenceEqual(texts),
        string.Join(", ", texts));

    /// <summary>Waits until a position is reached, or the reading has ended.</summary>
    public Task Reaches(long seq) => Eventually.Becomes(
        $"{_reader.Name} reaches {seq} of {Conversation}",
        () => Position.Seq,
        at => at >= seq || _loop.IsCompleted,
        $"{seq}, or the end of the reading");

    /// <summary>Waits until the server ends it, and says why.</summary>
    public async Task<StreamEndReason> Ends()
    {
        await Eventually.Completes($"{_reader.Name}'s reading of {Conversation} ends", _loop);
        return _stream.EndReason ?? throw new InvalidOperationException("It ended without a reason.");
    }

    /// <summary>Closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isClosing)
        {
            _isClosing = true;
            await _stream.DisposeAsync();
            await _loop;
        }
    }

    private void Begin(StreamPosition from)
    {
        OpenStreamResponse opening = _stream.Opening;
        _epoch = opening.Head.Epoch;
        Position = opening.Resync
            ? StreamPosition.From(opening.Head)
            : new StreamPosition(_epoch, Math.Max(from.Seq, (long)opening.VisibleAfter));
        if (!opening.Resync)
        {
            _history.ResumeOk(Conversation, Position, (long)opening.Head.Seq);
        }
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            try
            {
                await foreach (Fact fact in _stream.Facts)
                {
                    _history.Deliver(_epoch, fact);
                    lock (_facts)
                    {
                        _facts.Add(fact);
                        Position = new StreamPosition(_epoch, (long)fact.Seq);
                    }
                }

                if (_stream.EndReason == StreamEndReason.AccessEnded)
                {
                    _history.AccessEnd(Conversation);
                }
                else
                {
                    _history.StreamEnd(Conversation);
                }

                return;
            }
            catch (StreamResyncException resync)
            {
                Resyncs++;
                Position = StreamPosition.From(resync.Opening.Head);
                _epoch = Position.Epoch;
                _history.Resync(Conversation, Position);
            }
            catch (Exception) when (_isClosing || _reader.Client.State == ClientState.Closed)
            {
                _history.StreamEnd(Conversation);
                return;
            }
        }
    }
}
