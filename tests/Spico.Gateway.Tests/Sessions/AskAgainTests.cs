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
    private readonly SiloLosses _losses;
    private Func<string, ValueTask<Reply>> _answer = _ => Nobody();

    public AskAgainTests()
    {
        _kit = new GatewayKit(_time);
        _losses = new SiloLosses(_time);
        _kit.Router.Answer = command =>
        {
            string text = command.PostMessage?.Text ?? "another";
            _asked.Add(text);
            return _answer(text);
        };
    }

    [Fact]
    public async Task What_a_lost_silo_leaves_without_an_answer_is_asked_again_once_the_others_know()
    {
        await using Session session = _kit.Open();
        var first = new TaskCompletionSource<Reply>();
        _answer = _ => new ValueTask<Reply>(first.Task);
        Task<Reply> sent = SendAsync(session, "bonjour");
        LoseSilo();
        Pass(session, 1.9);
        Assert.Equal(["bonjour"], _asked);

        _answer = _ => Somebody();
        Pass(session, 0.1);
        Assert.NotNull((await Eventually.Completes("the second call is answered", sent)).PostMessage);
        first.SetException(new TimeoutException());
        Pass(session, 2);
        Assert.Equal(["bonjour", "bonjour"], _asked);
    }

    [Fact]
    public async Task Without_a_loss_and_after_it_nothing_is_asked_again()
    {
        await using Session session = _kit.Open();
        Task<Reply> before = SendAsync(session, "une lenteur");
        Pass(session, 9);
        LoseSilo();
        Task<Reply> after = session.SendAsync(Create(), default).AsTask();
        Pass(session, 0.5);
        Pass(session, 9);
        Assert.Equal(["une lenteur", "another"], _asked);
        Assert.Equal(ErrorCode.Deadline, (await Eventually.Completes("the deadline is told", before)).Error.Code);
        Pass(session, 1);
        await Eventually.Completes("the deadline is told", after);
    }

    [Fact]
    public async Task What_fails_again_is_tried_at_the_next_look_and_the_order_of_a_stream_is_kept()
    {
        await using Session session = _kit.Open();
        _answer = _ => Somebody();
        await SendAsync(session, "the grain is known");
        _asked.Clear();
        _answer = _ => Nobody();
        Task<Reply>[] sent = [.. new[] { "1", "2", "3" }.Select(text => SendAsync(session, text))];
        LoseSilo();

        _answer = text => text == "2" ? Moved() : Somebody();
        Pass(session, 2);
        await Eventually.Completes("the first is answered", sent[0]);
        Assert.Equal(["1", "2", "3", "1", "2"], _asked);

        _answer = _ => Somebody();
        Pass(session, 0.5);
        await Eventually.Completes("all are answered", Task.WhenAll(sent));
        Assert.Equal(["1", "2", "3", "1", "2", "2", "3"], _asked);
    }

    [Fact]
    public async Task Those_that_wait_in_their_stream_go_on_when_the_first_is_answered()
    {
        await using Session session = _kit.Open();
        Task<Reply> first = SendAsync(session, "1");
        Task<Reply> second = SendAsync(session, "2");
        LoseSilo();
        _answer = _ => Somebody();
        Pass(session, 2);
        await Eventually.Completes("both are answered", Task.WhenAll(first, second));
        Assert.Equal(["1", "1", "2"], _asked);
    }

    [Fact]
    public async Task What_might_be_done_twice_is_not_asked_again()
    {
        await using Session session = _kit.Open();
        Task<Reply> list = session.SendAsync(new Command { ListInbox = new ListInboxRequest() }, default).AsTask();
        LoseSilo();
        Pass(session, 5);
        Assert.Equal(["another"], _asked);
        Pass(session, 5);
        await Eventually.Completes("the deadline is told", list);
    }

    private static Command Create() => new()
    {
        CreateConversation = new CreateConversationRequest { RequestId = RequestId.New().ToByteString() },
    };

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

    private void LoseSilo()
    {
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _losses.NotifyGatewayCountChanged(1, 2, connectionRecovered: false);
        _time.Advance(TimeSpan.FromMilliseconds(1));
    }

    private void Pass(Session session, double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        session.Sweep(_losses.LastAt);
    }

    private static ValueTask<Reply> Nobody() => new(new TaskCompletionSource<Reply>().Task);

    private static ValueTask<Reply> Somebody() => new(new Reply { PostMessage = new PostMessageResponse() });

    private static ValueTask<Reply> Moved() => throw new TimeoutException();
}
