using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Protocol;

namespace Spico.Gateway.Presence;

/// <summary>
/// One loop owns all rooms: callers only leave a note for it, so that no request waits, nothing is locked, and a
/// listener may call back.
/// </summary>
internal sealed partial class PresenceBus : BackgroundService, IPresenceBus
{
    /// <summary>How soon a hello that did not come back is said again.</summary>
    internal static readonly TimeSpan HelloInterval = TimeSpan.FromSeconds(1);

    // Not SingleReader: such a channel cannot be counted.
    private readonly Channel<Note> _notes = Channel.CreateUnbounded<Note>();
    private readonly Dictionary<StreamId, PresenceRoom> _rooms = [];
    private readonly Dictionary<Guid, long> _gatewaysHeardAt = [];
    private readonly Guid _self = Guid.NewGuid();
    private readonly PresenceOptions _options;
    private readonly TimeProvider _time;
    private readonly IPresenceRelay? _relay;

    private readonly ILogger<PresenceBus> _logger;

    // A channel tells each message to its sender too: who hears their own hello can be heard, and hears the answers.
    private bool _hasHeardOwnHello = true;

    public PresenceBus(
        IOptions<PresenceOptions> options,
        TimeProvider time,
        ILogger<PresenceBus> logger,
        IPresenceRelay? relay = null)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _relay = relay;
    }

    private enum NoteKind
    {
        Enter,
        Leave,
        Typing,
        Received,
        Reconnected,
        Hail,
        Tick,
    }

    // Entering and leaving are never dropped, or a listener would be held for ever: they are bounded by the streams
    // that sessions have open.
    public void Enter(StreamId stream, IPresenceListener listener) =>
        _notes.Writer.TryWrite(new Note(NoteKind.Enter, stream, listener, null));

    public void Leave(StreamId stream, IPresenceListener listener) =>
        _notes.Writer.TryWrite(new Note(NoteKind.Leave, stream, listener, null));

    public void Typing(StreamId stream, IPresenceListener listener) =>
        WriteIfRoom(new Note(NoteKind.Typing, stream, listener, null));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var relayStopping = new CancellationTokenSource();
        Task relaying = _relay is null
            ? Task.CompletedTask
            : _relay.RunAsync(
                Hear,
                () => _notes.Writer.TryWrite(new Note(NoteKind.Reconnected, default, null, null)),
                relayStopping.Token);
        await using ITimer? ticking = _relay is null ? null : _time.CreateTimer(
            _ => _notes.Writer.TryWrite(new Note(NoteKind.Tick, default, null, null)),
            null,
            _options.AliveInterval,
            _options.AliveInterval);
        await using ITimer? hailing = _relay is null ? null : _time.CreateTimer(
            _ => _notes.Writer.TryWrite(new Note(NoteKind.Hail, default, null, null)),
            null,
            HelloInterval,
            HelloInterval);
        try
        {
            await foreach (Note note in _notes.Reader.ReadAllAsync(stoppingToken))
            {
                TryHandle(note);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Publish(PresenceMessageKind.Gone);
        }

        await relayStopping.CancelAsync();
        await relaying;
    }

    // Called from any thread. Of what it says itself it hears its hello, however much waits: else it would be said, and
    // answered, again.
    private void Hear(PresenceMessage message)
    {
        var note = new Note(NoteKind.Received, default, null, message);
        if (message.Gateway != _self)
        {
            WriteIfRoom(note);
        }
        else if (message.Kind == PresenceMessageKind.Hello)
        {
            _notes.Writer.TryWrite(note);
        }
    }

    private void WriteIfRoom(Note note)
    {
        if (_notes.Reader.Count < _options.BacklogMax)
        {
            _notes.Writer.TryWrite(note);
        }
    }

    private void TryHandle(Note note)
    {
        try
        {
            Handle(note);
        }
        catch (Exception exception)
        {
            // A defect of a nicety must not end the loop, and with it the process.
            Log.Failed(_logger, exception);
        }
    }

    private void Handle(Note note)
    {
        switch (note.Kind)
        {
            case NoteKind.Enter:
                EnterRoom(note.Stream, note.Listener!);
                break;
            case NoteKind.Leave:
                LeaveRoom(note.Stream, note.Listener!);
                break;
            case NoteKind.Typing when _rooms.TryGetValue(note.Stream, out PresenceRoom? room):
                if (room.Type(note.Listener!.Person))
                {
                    Publish(PresenceMessageKind.Typing, note.Stream, [note.Listener.Person]);
                }

                break;
            case NoteKind.Received when note.Message!.Gateway != _self:
                Receive(note.Message);
                break;
            case NoteKind.Received when !_hasHeardOwnHello:
                _hasHeardOwnHello = true;
                StateAll();
                break;
            case NoteKind.Reconnected:
                _hasHeardOwnHello = false;
                Publish(PresenceMessageKind.Hello);
                break;
            case NoteKind.Hail when !_hasHeardOwnHello:
                Publish(PresenceMessageKind.Hello);
                break;
            case NoteKind.Tick:
                ForgetTheSilent();
                Publish(PresenceMessageKind.Alive);
                break;
        }
    }

    private void EnterRoom(StreamId stream, IPresenceListener listener)
    {
        // An inbox is read by its owner alone: there is nobody to tell.
        if (stream.Kind == StreamKind.Inbox)
        {
            return;
        }

        bool isNew = !_rooms.TryGetValue(stream, out PresenceRoom? room);
        if (room is null)
        {
            _rooms.Add(stream, room = new PresenceRoom(stream, _options, _time));
        }

        if (room.Enter(listener))
        {
            Publish(PresenceMessageKind.State, stream, room);
        }

        if (isNew)
        {
            Publish(PresenceMessageKind.Ask, stream, []);
        }
    }

    private void LeaveRoom(StreamId stream, IPresenceListener listener)
    {
        if (_rooms.TryGetValue(stream, out PresenceRoom? room) && room.Leave(listener))
        {
            Publish(PresenceMessageKind.State, stream, room);
            if (room.IsEmpty)
            {
                _rooms.Remove(stream);
            }
        }
    }

    private void Receive(PresenceMessage message)
    {
        bool isNew = _gatewaysHeardAt.TryAdd(message.Gateway, 0);
        _gatewaysHeardAt[message.Gateway] = _time.GetTimestamp();
        var stream = StreamId.From(message.Stream);
        _rooms.TryGetValue(stream, out PresenceRoom? room);
        switch (message.Kind)
        {
            case PresenceMessageKind.Alive when isNew:
                // It was given up here while it was only slow: it tells again who is there.
                Publish(PresenceMessageKind.Hello);
                break;
            case PresenceMessageKind.Hello:
                StateAll();
                break;
            case PresenceMessageKind.Gone:
                Forget(message.Gateway);
                break;
            case PresenceMessageKind.Ask when room is not null:
                Publish(PresenceMessageKind.State, stream, room);
                break;
            case PresenceMessageKind.State:
                room?.Update(message.Gateway, message.People);
                break;
            case PresenceMessageKind.Typing when message.People.Length == 1:
                room?.Type(message.People[0]);
                break;
        }
    }

    private void ForgetTheSilent()
    {
        foreach ((Guid gateway, long heardAt) in _gatewaysHeardAt)
        {
            if (_time.GetElapsedTime(heardAt) >= _options.SilenceMax)
            {
                Forget(gateway);
            }
        }
    }

    private void Forget(Guid gateway)
    {
        _gatewaysHeardAt.Remove(gateway);
        foreach (PresenceRoom room in _rooms.Values)
        {
            room.Update(gateway, []);
        }
    }

    private void StateAll()
    {
        foreach ((StreamId stream, PresenceRoom room) in _rooms)
        {
            Publish(PresenceMessageKind.State, stream, room);
        }
    }

    private void Publish(PresenceMessageKind kind) => Publish(kind, default, []);

    private void Publish(PresenceMessageKind kind, StreamId stream, PresenceRoom room)
    {
        if (_relay is not null)
        {
            Publish(kind, stream, room.LocalPeople());
        }
    }

    private void Publish(PresenceMessageKind kind, StreamId stream, PersonId[] people) =>
        _relay?.Publish(new PresenceMessage(kind, _self, stream.Value, people));

    private readonly record struct Note(
        NoteKind Kind,
        StreamId Stream,
        IPresenceListener? Listener,
        PresenceMessage? Message);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Presence could not tell something")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
