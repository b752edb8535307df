using CsCheck;
using Spico.Gateway.Sessions;
using Spico.Testing;

namespace Spico.Gateway.Tests.Sessions;

public sealed class OutboxTests
{
    private const int BytesMax = 1000;
    private const int PushesMax = 100;
    private static readonly TimeSpan Soon = Eventually.Patience;
    private readonly Outbox _outbox = new(BytesMax, PushesMax);

    [Fact]
    public void Pushes_come_out_in_the_order_they_went_in() =>
        Gen.Int[-3, 3].Array[0, 400].Sample(steps =>
        {
            var outbox = new Outbox(int.MaxValue, 1000);
            var expected = new Queue<SharedPush>();
            foreach (int step in steps)
            {
                for (int i = 0; i < step; i++)
                {
                    SharedPush push = Push(1);
                    outbox.Put(push);
                    expected.Enqueue(push);
                }

                for (int i = 0; i > step; i--)
                {
                    bool isRead = outbox.TryRead(out SharedPush? push);
                    if (isRead != expected.TryDequeue(out SharedPush? wanted) || !ReferenceEquals(push, wanted))
                    {
                        return false;
                    }
                }

                if (outbox.Count == 0 && !outbox.WaitToReadAsync().AsTask().IsCompleted)
                {
                    outbox.Wake();
                    outbox = new Outbox(int.MaxValue, 1000);
                }
            }

            return outbox.Count == expected.Count;
        });

    [Theory]
    [InlineData(PushesMax, 1, true)]
    [InlineData(PushesMax - 1, 1, false)]
    [InlineData(10, 100, true)]
    [InlineData(9, 100, false)]
    public void It_is_full_at_its_limit_of_pushes_and_of_bytes(int pushes, int bytes, bool isFull)
    {
        for (int i = 0; i < pushes; i++)
        {
            Assert.NotEqual(OutboxResult.Full, _outbox.Put(Push(bytes)));
        }

        Assert.Equal(isFull ? OutboxResult.Full : OutboxResult.Queued, _outbox.Put(Push(bytes)));
    }

    [Fact]
    public void A_single_push_larger_than_the_limit_is_let_through_alone()
    {
        Assert.Equal(OutboxResult.WakeAfterBatch, _outbox.Put(Push(BytesMax * 2)));
        Assert.Equal(OutboxResult.Full, _outbox.Put(Push(1)));
    }

    [Fact]
    public async Task Half_of_the_room_is_kept_from_what_can_wait()
    {
        for (int i = 0; i < PushesMax / 2; i++)
        {
            Assert.NotEqual(OutboxResult.Full, _outbox.PutIfRoomToSpare(Push(1)));
        }

        Assert.Equal(OutboxResult.Full, _outbox.PutIfRoomToSpare(Push(1)));
        Task room = _outbox.WaitForRoomToSpareAsync();
        Assert.False(room.IsCompleted);
        Assert.True(_outbox.TryRead(out _));
        await room.WaitAsync(Soon);
        Assert.Equal(OutboxResult.Queued, _outbox.PutIfRoomToSpare(Push(1)));
    }

    [Fact]
    public async Task A_waiting_reader_is_woken_once_after_the_batch()
    {
        Task<bool> waiting = _outbox.WaitToReadAsync().AsTask();
        Assert.Equal(OutboxResult.WakeAfterBatch, _outbox.Put(Push(1)));
        Assert.Equal(OutboxResult.Queued, _outbox.Put(Push(1)));
        Assert.False(waiting.IsCompleted);
        _outbox.Wake();
        Assert.True(await waiting.WaitAsync(Soon));
        Assert.Equal(2, _outbox.Count);
    }

    [Fact]
    public async Task A_wake_while_nobody_waits_is_not_lost()
    {
        _outbox.Wake();
        Assert.True(await _outbox.WaitToReadAsync());
        Assert.False(_outbox.WaitToReadAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task The_end_drops_what_waits_and_completes_the_reader()
    {
        Task<bool> waiting = _outbox.WaitToReadAsync().AsTask();
        _outbox.Put(Push(1));
        Task completion = _outbox.Completion;
        _outbox.End();
        Assert.False(await waiting.WaitAsync(Soon));
        Assert.False(await _outbox.WaitToReadAsync());
        Assert.False(_outbox.TryRead(out _));
        Assert.Equal(OutboxResult.Ended, _outbox.Put(Push(1)));
        await completion.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_reader_that_gives_up_can_wait_again()
    {
        using var patience = new CancellationTokenSource();
        Task<bool> waiting = _outbox.WaitToReadAsync(patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Soon));
        waiting = _outbox.WaitToReadAsync().AsTask();
        _outbox.Put(Push(1));
        _outbox.Wake();
        Assert.True(await waiting.WaitAsync(Soon));
    }

    [Fact]
    public async Task Nothing_is_lost_between_many_writers_and_the_reader()
    {
        const int Writers = 4;
        const int Each = 20_000;
        var outbox = new Outbox(int.MaxValue, int.MaxValue);
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                outbox.Put(Push(1));
                if (i % 7 == 6 || i == Each - 1)
                {
                    outbox.Wake();
                }
            }
        }))];
        int read = 0;
        using var patience = new CancellationTokenSource(Soon);
        while (read < Writers * Each && await outbox.WaitToReadAsync(patience.Token))
        {
            while (outbox.TryRead(out _))
            {
                read++;
            }
        }

        await Task.WhenAll(writers);
        Assert.Equal(Writers * Each, read);
    }

    [Fact]
    public void Putting_in_waking_and_taking_out_allocate_nothing()
    {
        SharedPush push = Push(100);
        var outbox = new Outbox(1_000_000, 1000);
        Turn(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Turn(1000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);

        void Turn(int batches)
        {
            for (int batch = 0; batch < batches; batch++)
            {
                for (int i = 0; i < 40; i++)
                {
                    outbox.Put(push);
                }

                outbox.Wake();
                while (outbox.TryRead(out _))
                {
                }
            }
        }
    }

    private static SharedPush Push(int bytes) => new(new byte[bytes]);
}
