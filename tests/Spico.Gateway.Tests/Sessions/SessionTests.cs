using Microsoft.Extensions.Time.Testing;
using Spico.Gateway.Identity;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Tests.Sessions;

public sealed class SessionTests
{
    private static readonly TimeSpan Soon = Eventually.Patience;
    private static readonly Command Any = new() { ListInbox = new ListInboxRequest() };
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    [Fact]
    public async Task A_burst_is_let_through_and_then_the_rate()
    {
        var kit = new GatewayKit(_time, limits => (limits.CommandsPerSecond, limits.CommandBurst) = (20, 60));
        await using Session session = kit.Open();
        for (int i = 0; i < 60; i++)
        {
            Assert.Null((await session.SendAsync(Any, default)).Error);
        }

        Error refused = (await session.SendAsync(Any, default)).Error;
        Assert.Equal((ErrorCode.RateLimited, true, 20ul), (refused.Code, refused.Retryable, refused.Limit));
        Assert.InRange(refused.RetryAfterMs, 1u, 50u);
        _time.Advance(TimeSpan.FromMilliseconds(refused.RetryAfterMs));
        Assert.Null((await session.SendAsync(Any, default)).Error);
        Assert.Equal(ErrorCode.RateLimited, (await session.SendAsync(Any, default)).Error.Code);
    }

    [Fact]
    public async Task Who_has_a_reply_may_send_the_next_command_at_once()
    {
        var kit = new GatewayKit(_time, limits => limits.CommandsInFlightMax = 1);
        await using Session session = kit.Open();
        var sender = new SendsAgain(session);
        session.Send(Any, 1, sender);
        Assert.Null((await sender.Last.WaitAsync(Soon)).Error);
    }

    [Fact]
    public async Task A_client_that_does_not_heed_the_rate_is_closed()
    {
        var kit = new GatewayKit(_time, limits => limits.RefusedBurst = 100);
        await using Session session = kit.Open();
        for (int i = 0; i < 160; i++)
        {
            await session.SendAsync(Any, default);
        }

        Assert.False(session.Ended.IsCompleted);
        await session.SendAsync(Any, default);
        Assert.Equal(CloseCode.RateLimited, (await session.Ended.WaitAsync(Soon)).Code);
    }

    [Fact]
    public async Task Bytes_beyond_the_rate_hold_commands_back_until_the_rest_is_made_up_for()
    {
        var kit = new GatewayKit(_time, limits => limits.InboundBytesPerSecond = 1000);
        await using Session session = kit.Open();
        session.NoteReceived(1000);
        Assert.Null((await session.SendAsync(Any, default)).Error);
        session.NoteReceived(500);
        Error refused = (await session.SendAsync(Any, default)).Error;
        Assert.Equal((ErrorCode.RateLimited, true, 1000ul), (refused.Code, refused.Retryable, refused.Limit));
        Assert.Equal(500u, refused.RetryAfterMs);
        Assert.NotEqual("", refused.CorrelationId);
        _time.Advance(TimeSpan.FromMilliseconds(refused.RetryAfterMs));
        Assert.Null((await session.SendAsync(Any, default)).Error);
    }

    [Fact]
    public async Task A_client_ten_seconds_ahead_of_its_bytes_is_closed()
    {
        var kit = new GatewayKit(_time, limits => limits.InboundBytesPerSecond = 1000);
        await using Session session = kit.Open();
        session.NoteReceived(1000 + 10_000);
        Assert.False(session.Ended.IsCompleted);
        session.NoteReceived(1);
        Assert.Equal(CloseCode.RateLimited, (await session.Ended.WaitAsync(Soon)).Code);
    }

    [Fact]
    public async Task The_load_profile_lifts_the_rate()
    {
        var kit = new GatewayKit(_time, limits =>
        {
            limits.Profile = SessionOptions.LoadProfile;
            limits.ApplyProfile();
        });
        await using Session session = kit.Open();
        for (int i = 0; i < 1000; i++)
        {
            Assert.Null((await session.SendAsync(Any, default)).Error);
        }
    }

    [Fact]
    public async Task Commands_in_flight_are_counted()
    {
        var kit = new GatewayKit(_time, limits => limits.CommandsPerSecond = 0);
        var answer = new TaskCompletionSource<Reply>();
        kit.Router.Answer = _ => new ValueTask<Reply>(answer.Task);
        await using Session session = kit.Open();
        Task<Reply>[] sent = [.. Enumerable.Range(0, 32).Select(_ => session.SendAsync(Any, default).AsTask())];
        Error refused = (await session.SendAsync(Any, default)).Error;
        Assert.Equal((ErrorCode.LimitReached, 32ul, true), (refused.Code, refused.Limit, refused.Retryable));
        answer.SetResult(new Reply { MarkRead = new MarkReadResponse() });
        Assert.All(await Task.WhenAll(sent).WaitAsync(Soon), reply => Assert.Null(reply.Error));
        Assert.Null((await session.SendAsync(Any, default)).Error);
    }

    [Fact]
    public async Task A_command_without_an_answer_is_answered_at_its_deadline_and_only_once()
    {
        var kit = new GatewayKit(_time);
        var answer = new TaskCompletionSource<Reply>();
        kit.Router.Answer = _ => new ValueTask<Reply>(answer.Task);
        await using Session session = kit.Open();
        Task<Reply> sent = session.SendAsync(Any, default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(9.9));
        session.Sweep(null);
        Assert.False(sent.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        session.Sweep(null);
        Error error = (await sent.WaitAsync(Soon)).Error;
        Assert.Equal((ErrorCode.Deadline, true), (error.Code, error.Retryable));
        answer.SetResult(new Reply());
        kit.Router.Answer = _ => ValueTask.FromResult(new Reply { ListInbox = new ListInboxResponse() });
        Assert.NotNull((await session.SendAsync(Any, default)).ListInbox);
    }

    [Fact]
    public async Task A_stream_opened_after_its_deadline_is_closed_again()
    {
        var kit = new GatewayKit(_time);
        var silence = new TaskCompletionSource();
        kit.Log.Before = _ => silence.Task;
        await using Session session = kit.Open();
        Task<Reply> sent = session.SendAsync(kit.OpenCommand(), default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(10));
        session.Sweep(null);
        Assert.Equal(ErrorCode.Deadline, (await sent.WaitAsync(Soon)).Error.Code);
        silence.SetResult();
        Assert.True(SpinWait.SpinUntil(() => kit.Hub.Streams.Count == 0, Soon));
        Assert.False(session.Streams.IsOpen(kit.Stream));
    }

    [Fact]
    public async Task The_session_ends_with_its_token_unless_it_is_renewed()
    {
        var kit = new GatewayKit(_time);
        await using Session session = kit.Open(lifetime: TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromMinutes(4));
        session.Sweep(null);
        Assert.False(session.Ended.IsCompleted);
        DateTimeOffset now = _time.GetUtcNow();
        session.Renew(new VerifiedToken(session.Person, "", now, now.AddMinutes(5), false));
        _time.Advance(TimeSpan.FromMinutes(4));
        session.Sweep(null);
        Assert.False(session.Ended.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(1));
        session.Sweep(null);
        Assert.Equal(CloseCode.TokenExpired, (await session.Ended.WaitAsync(Soon)).Code);
        Assert.Equal(ErrorCode.Unauthenticated, (await session.SendAsync(Any, default)).Error.Code);
    }

    [Fact]
    public async Task A_revocation_ends_the_sessions_of_older_tokens_only()
    {
        var kit = new GatewayKit(_time);
        var registry = new SessionRegistry(Microsoft.Extensions.Options.Options.Create(kit.Limits));
        PersonId alice = PersonId.New();
        await using Session older = kit.Open(alice);
        await using Session others = kit.Open();
        _time.Advance(TimeSpan.FromSeconds(1));
        DateTimeOffset revokedAt = _time.GetUtcNow();
        await using Session newer = kit.Open(alice);
        foreach (Session session in new[] { older, others, newer })
        {
            registry.Add(session);
        }

        registry.EndRevoked(alice, revokedAt);
        Assert.Equal(CloseCode.Unauthenticated, (await older.Ended.WaitAsync(Soon)).Code);
        Assert.False(others.Ended.IsCompleted);
        Assert.False(newer.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_defect_is_answered_as_internal_with_a_correlation_id_and_tells_nothing()
    {
        var kit = new GatewayKit(_time);
        kit.Router.Answer = _ => throw new InvalidOperationException("canary");
        await using Session session = kit.Open();
        Error error = (await session.SendAsync(Any, default)).Error;
        Assert.Equal(ErrorCode.Internal, error.Code);
        Assert.NotEqual("", error.CorrelationId);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(TimeoutException), ErrorCode.Deadline)]
    [InlineData(typeof(Orleans.Runtime.SiloUnavailableException), ErrorCode.Unavailable)]
    [InlineData(typeof(OperationCanceledException), ErrorCode.Unavailable)]
    public async Task A_silo_that_is_away_is_answered_as_retryable(Type exception, ErrorCode expected)
    {
        var kit = new GatewayKit(_time);
        kit.Router.Answer = _ => throw (Exception)Activator.CreateInstance(exception, "x")!;
        await using Session session = kit.Open();
        Error error = (await session.SendAsync(Any, default)).Error;
        Assert.Equal((expected, true), (error.Code, error.Retryable));
    }

    [Fact]
    public async Task Commands_on_one_stream_keep_their_order_while_its_grain_is_being_found()
    {
        var kit = new GatewayKit(_time, limits => limits.CommandsPerSecond = 0);
        var first = new TaskCompletionSource<Reply>();
        List<string> begun = [];
        kit.Router.Answer = command =>
        {
            begun.Add(command.PostMessage.Text);
            return begun.Count == 1
                ? new ValueTask<Reply>(first.Task)
                : ValueTask.FromResult(new Reply { PostMessage = new PostMessageResponse() });
        };
        await using Session session = kit.Open();
        Task<Reply>[] sent = [.. Enumerable.Range(1, 5).Select(n => session.SendAsync(Post($"{n}"), default).AsTask())];
        Assert.Equal(["1"], begun);
        first.SetResult(new Reply { PostMessage = new PostMessageResponse() });
        await Task.WhenAll(sent).WaitAsync(Soon);
        Assert.Equal(["1", "2", "3", "4", "5"], begun);

        Command Post(string text) => new()
        {
            PostMessage = new PostMessageRequest { Conversation = kit.Stream.ToByteString(), Text = text },
        };
    }

    [Fact]
    public async Task Commands_on_a_stream_whose_grain_is_known_travel_together()
    {
        var kit = new GatewayKit(_time, limits => limits.CommandsPerSecond = 0);
        var command = new Command { MarkRead = new MarkReadRequest { Conversation = kit.Stream.ToByteString() } };
        await using Session session = kit.Open();
        await session.SendAsync(command, default);
        int begun = 0;
        var answer = new TaskCompletionSource<Reply>();
        kit.Router.Answer = _ =>
        {
            begun++;
            return new ValueTask<Reply>(answer.Task);
        };
        Task<Reply>[] sent = [.. Enumerable.Range(0, 10).Select(_ => session.SendAsync(command, default).AsTask())];
        Assert.Equal(10, begun);
        answer.SetResult(new Reply());
        await Task.WhenAll(sent).WaitAsync(Soon);
    }

    [Fact]
    public async Task The_reply_to_an_opened_stream_comes_before_its_first_fact()
    {
        var kit = new GatewayKit(_time);
        kit.Log.Append();
        await using Session session = kit.Open();
        var receiver = new OrderReceiver(session);
        session.Send(kit.OpenCommand(0), 7, receiver);
        await GatewayKit.ReadAsync(session, 1);
        Assert.Equal([(7u, 0)], receiver.Received);
    }

    private sealed class OrderReceiver(Session session) : IReplyReceiver
    {
        public List<(uint Id, int PushesWaiting)> Received { get; } = [];

        public void Receive(uint id, SessionReply reply) => Received.Add((id, session.Pushes.Count));
    }

    /// <summary>A client as quick as can be: sends its next command while it is handed a reply, once.</summary>
    private sealed class SendsAgain(Session session) : IReplyReceiver
    {
        private readonly TaskCompletionSource<Reply> _last = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Reply> Last => _last.Task;

        public void Receive(uint id, SessionReply reply)
        {
            if (id == 1)
            {
                session.Send(Any, 2, this);
            }
            else
            {
                _last.SetResult(reply.Whole());
            }
        }
    }
}
