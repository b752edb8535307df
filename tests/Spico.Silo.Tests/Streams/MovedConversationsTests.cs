using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Streams;

public sealed class MovedConversationsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StreamOptions _options = new() { MovedConversationsMax = 3 };
    private readonly MovedConversations _moved;

    public MovedConversationsTests() => _moved = new MovedConversations(Options.Create(_options), _time);

    [Fact]
    public async Task However_often_a_conversation_moves_it_is_told_once_an_interval()
    {
        StreamId talk = Conversation();
        Append[] batch = [Facts(talk), Facts(talk), Facts(StreamId.InboxOf(PersonId.New()))];
        _moved.Note(batch);
        Assert.Equal([talk], (await _moved.TakeAsync(default))!);

        _moved.Note(batch);
        Task<StreamId[]?> next = _moved.TakeAsync(default).AsTask();
        _time.Advance(_options.InboxPushInterval - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([talk], (await next)!);
    }

    [Fact]
    public async Task Whoever_takes_long_comes_back_after_nine_times_as_long()
    {
        _moved.Note([Facts(Conversation())]);
        await _moved.TakeAsync(default);
        _time.Advance(TimeSpan.FromSeconds(2));
        _moved.Note([Facts(Conversation())]);
        Task<StreamId[]?> next = _moved.TakeAsync(default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(17));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single((await next)!);
    }

    [Fact]
    public async Task Beyond_its_limit_nothing_is_kept_but_that_it_was_reached()
    {
        _moved.Note([.. Enumerable.Range(0, 4).Select(_ => Facts(Conversation()))]);
        Assert.Null(await _moved.TakeAsync(default));

        Task<StreamId[]?> next = _moved.TakeAsync(default).AsTask();
        _moved.Note([Facts(Conversation()), Facts(Conversation()), Facts(Conversation())]);
        _time.Advance(_options.InboxPushInterval);
        Assert.Equal(3, (await next)!.Length);
    }

    [Fact]
    public async Task Noting_allocates_nothing_once_the_set_has_grown()
    {
        Append[] batch = [Facts(Conversation()), Facts(Conversation()), Facts(Conversation())];
        _moved.Note(batch);
        await _moved.TakeAsync(default);
        _moved.Note(batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            _moved.Note(batch);
        }

        // Less than a byte each: the runtime itself may allocate something once.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 999);
    }

    private static StreamId Conversation() =>
        StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New());

    private static Append Facts(StreamId stream) => new()
    {
        Stream = stream,
        Chain = new AppendChain(),
        Expected = 0,
        Facts = [],
        Envelopes = [],
        Ordinal = 0,
    };
}
