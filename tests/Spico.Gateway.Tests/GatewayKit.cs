using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spico.Gateway.Identity;
using Spico.Gateway.Presence;
using Spico.Gateway.Sessions;
using Spico.Gateway.Streams;
using Spico.Gateway.Tests.Streams;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Gateway.Tests;

/// <summary>A gateway without silos: real sessions over a scripted log, with scripted answers to commands.</summary>
internal sealed class GatewayKit
{
    public GatewayKit(TimeProvider? time = null, Action<SessionOptions>? configure = null)
    {
        Time = time ?? TimeProvider.System;
        configure?.Invoke(Limits);
        Log = new ScriptedLog(Stream);
        Hub = new StreamHub(
            new Lazy<IStreamGrains>(() => Log),
            Microsoft.Extensions.Options.Options.Create(Limits),
            Microsoft.Extensions.Options.Options.Create(Options),
            Time,
            NullLogger<StreamHub>.Instance);
        Services = new SessionServices(
            Router,
            Hub,
            Presence,
            Microsoft.Extensions.Options.Options.Create(Limits),
            Time,
            NullLogger<Session>.Instance);
    }

    public TimeProvider Time { get; }

    public SessionOptions Limits { get; } = new();

    public GatewayOptions Options { get; } = new() { RetryDelay = TimeSpan.FromMilliseconds(1) };

    public StreamId Stream { get; } =
        StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New());

    public ScriptedLog Log { get; }

    public StreamHub Hub { get; }

    public ScriptedRouter Router { get; } = new();

    public QuietPresence Presence { get; } = new();

    public SessionServices Services { get; }

    public List<Session> Closed { get; } = [];

    public Session Open(PersonId? person = null, TimeSpan? lifetime = null, PersonId? actedBy = null)
    {
        PersonId who = person ?? PersonId.New();
        DateTimeOffset now = Time.GetUtcNow();
        var token = new VerifiedToken(who, "Alice Example", now, now + (lifetime ?? TimeSpan.FromHours(1)), false);
        var caller = new Caller(who, SessionId.New(), "test", false, actedBy);
        var welcome = new Welcome { Session = caller.Session.ToByteString(), Epoch = 1 };
        return new Session(Services, caller, welcome, token, session =>
        {
            lock (Closed)
            {
                Closed.Add(session);
            }
        });
    }

    /// <summary>Hands facts over as a silo would.</summary>
    public StreamId[] Deliver(params Envelope[] facts) => Hub.Deliver(new Delivery(facts, [], hasGap: false));

    public Command OpenCommand(ulong? after = null, uint epoch = 1) => new()
    {
        OpenStream = new OpenStreamRequest
        {
            Stream = Stream.ToByteString(),
            After = after is null ? null : new Position { Epoch = epoch, Seq = after.Value },
        },
    };

    /// <summary>Reads pushes until there are so many.</summary>
    public static async Task<List<Push>> ReadAsync(ISession session, int count)
    {
        List<Push> pushes = [];
        using var patience = new CancellationTokenSource(Eventually.Patience);
        try
        {
            while (pushes.Count < count && await session.Pushes.WaitToReadAsync(patience.Token))
            {
                while (pushes.Count < count && session.Pushes.TryRead(out SharedPush? push))
                {
                    pushes.Add(push.ToMessage());
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Expected {count} pushes, got {pushes.Count}: {string.Join(", ", pushes)}");
        }

        return pushes;
    }

    /// <summary>Answers commands as the test says; streams are opened for real.</summary>
    internal sealed class ScriptedRouter : ICommandRouter
    {
        public Func<Command, ValueTask<Reply>> Answer { get; set; } =
            _ => ValueTask.FromResult(new Reply { MarkRead = new MarkReadResponse() });

        public async ValueTask<Reply> RouteAsync(Session session, PendingCommand pending)
        {
            if (pending.Command.OpenStream is { } open)
            {
                StreamId.TryFrom(open.Stream, out StreamId stream);
                return await session.Streams.OpenAsync(stream, open.After, pending);
            }

            if (pending.Command.CloseStream is { } close)
            {
                StreamId.TryFrom(close.Stream, out StreamId stream);
                session.Streams.CloseAsAsked(stream);
                return new Reply { CloseStream = new CloseStreamResponse() };
            }

            return await Answer(pending.Command);
        }
    }

    /// <summary>Counts who is present.</summary>
    internal sealed class QuietPresence : IPresenceBus
    {
        private int _present;

        public int Present => _present;

        public void Enter(StreamId stream, IPresenceListener listener) => Interlocked.Increment(ref _present);

        public void Leave(StreamId stream, IPresenceListener listener) => Interlocked.Decrement(ref _present);

        public void Typing(StreamId stream, IPresenceListener listener)
        {
        }
    }
}
