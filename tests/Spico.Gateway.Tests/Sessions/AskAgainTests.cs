using Microsoft.Extensions.Time.Testing;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Tests.Sessions;

/// <summary>Goal: a silo that dies costs a moment. Method: calls that nobody answers, and a clock of our own.</summary>
public sealed class AskAgainTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly List<string> _asked = [];
    private readonly GatewayKit _kit;
    private Func<string, ValueTask<Reply>> _answer = _ => Nobody();

    public AskAgainTests()
    {
        _kit = new GatewayKit(_time);
        _kit.Router.Answer = command =>
        {
            string text = command.PostMessage?.Text ?? "a list";
            _asked.Add(text);
            return _answer(text);
        };
    }

    [Fact]
    public async Task What_nobody_answers_is_asked_again_and_answered_once()
    {
        await using Session session = _kit.Open();
        var first = new TaskCompletionSource<Reply>();
        _answer = _ => new ValueTask<Reply>(first.Task);
        Task<Reply> sent = SendAsync(session, "bonjour");
        Pass(session, TimeSpan.FromSeconds(1.9));
        Assert.Equal(["bonjour"], _asked);

        _answer = _ => Somebody();
        Pass(session, TimeSpan.FromSeconds(0.1));
        Assert.NotNull((await Eventually.Completes("the second call is answered", sent)).PostMessage);
        first.SetException(new TimeoutException());
        Pass(session, TimeSpan.FromSeconds(2));
        Assert.Equal(["bonjour", "bonjour"], _asked);
    }

    [Fact]
    public async Task It_is_asked_every_two_seconds_until_its_deadline()
    {
        await using Session session = _kit.Open();
        Task<Reply> sent = SendAsync(session, "bonjour");
        for (int i = 0; i < 20; i++)
        {
            Pass(session, TimeSpan.FromSeconds(0.5));
        }

        Assert.Equal(ErrorCode.Deadline, (await Eventually.Completes("the deadline is told", sent)).Error.Code);
        Assert.Equal(5, _asked.Count);
    }

    [Fact]
    public async Task Those_of_a_stream_keep_their_order()
    {
        await using Session session = _kit.Open();
        _answer = _ => Somebody();
        await SendAsync(session, "the grain is known");
        _asked.Clear();
        _answer = _ => Nobody();
        Task<Reply>[] sent = [.. new[] { "1", "2", "3" }.Select(text => SendAsync(session, text))];

        _answer = text => text == "2" ? Moved() : Somebody();
        Pass(session, TimeSpan.FromSeconds(2));
        await sent[0];
        Assert.Equal(["1", "2", "3", "1", "2"], _asked);

        _answer = _ => Somebody();
        Pass(session, TimeSpan.FromSeconds(2));
        await Eventually.Completes("all are answered", Task.WhenAll(sent));
        Assert.Equal(["1", "2", "3", "1", "2", "2", "3"], _asked);
    }

    [Fact]
    public async Task What_might_be_done_twice_is_not_asked_again()
    {
        await using Session session = _kit.Open();
        Task<Reply> list = session.SendAsync(new Command { ListInbox = new ListInboxRequest() }, default).AsTask();
        Pass(session, TimeSpan.FromSeconds(5));
        Assert.Equal(["a list"], _asked);
        Pass(session, TimeSpan.FromSeconds(5));
        await Eventually.Completes("the deadline is told", list);
    }

    private Task<Reply> SendAsync(Session session, string text) => session.SendAsync(
        new Command
        {
            PostMessage = new PostMessageRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Conversation = _kit.Stream.ToByteString(),
                Text = text,
            },
        },
        default).AsTask();

    private void Pass(Session session, TimeSpan time)
    {
        _time.Advance(time);
        session.Sweep();
    }

    private static ValueTask<Reply> Nobody() => new(new TaskCompletionSource<Reply>().Task);

    private static ValueTask<Reply> Somebody() => new(new Reply { PostMessage = new PostMessageResponse() });

    private static ValueTask<Reply> Moved() => throw new TimeoutException();
}
