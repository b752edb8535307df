using Spico.Load.Driving;
using Spico.Load.Measuring;
using Spico.Peers;

namespace Spico.Load.Judging;

/// <summary>
/// What one member received, judged as it arrives: each sender's numbers once and in their order, and nothing of a
/// conversation of others. Called by one thread at a time; the counts may be read by others meanwhile.
/// </summary>
internal sealed class MemberTally(PeerPlan plan, int member, LatencyWindow latencies) : IPeerReceiver
{
    private readonly int _conversation = member / plan.MembersEach;
    private readonly int _firstSender = member / plan.MembersEach * plan.MembersEach;
    private readonly int[] _last = new int[plan.MembersEach];
    private readonly HashSet<(int Slot, int Number)> _missing = [];
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _delivered;
    private long _awaited = long.MaxValue;

    /// <summary>Messages received, each counted once.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Messages received again.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Messages that came after a later one of the same sender.</summary>
    public long Reordered { get; private set; }

    /// <summary>Messages of another conversation, or of nobody in it.</summary>
    public long Leaked { get; private set; }

    /// <summary>Depends on all messages received and on their order: the same for members who saw the same.</summary>
    public ulong Order { get; private set; }

    public void OnMessage(int conversation, ReadOnlySpan<byte> text)
    {
        if (!MessageHeader.TryRead(text, out MessageHeader header) ||
            conversation != _conversation || header.Conversation != _conversation ||
            (uint)(header.Sender - _firstSender) >= (uint)_last.Length)
        {
            Leaked++;
            return;
        }

        int slot = header.Sender - _firstSender;
        int last = _last[slot];
        if (header.Number == last + 1)
        {
            _last[slot] = header.Number;
        }
        else if (!TakeOutOfTurn(slot, last, header.Number))
        {
            return;
        }

        Order = ((Order ^ (((ulong)(uint)header.Sender << 32) | (uint)header.Number)) * 0x9E3779B97F4A7C15) + 1;
        Volatile.Write(ref _delivered, _delivered + 1);
        latencies.Record(header.Sent);
        if (_delivered >= Volatile.Read(ref _awaited))
        {
            Volatile.Read(ref _reached).TrySetResult();
        }
    }

    /// <summary>Completes when the member has received this many in all. Asked by one at a time.</summary>
    public Task ReachesAsync(long count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _awaited, long.MaxValue);
        Volatile.Write(ref _reached, reached);
        Interlocked.Exchange(ref _awaited, count);
        if (Delivered >= count)
        {
            reached.TrySetResult();
        }

        return reached.Task;
    }

    /// <summary>How many of a sender's messages did not come.</summary>
    /// <param name="slot">The sender's place in the conversation.</param>
    /// <param name="posted">How many it posted.</param>
    /// <param name="excused">Those that were not acknowledged: they may have come or not.</param>
    public long Lost(int slot, int posted, IReadOnlySet<int> excused)
    {
        long lost = _missing.Count(missing => missing.Slot == slot && !excused.Contains(missing.Number));
        for (int number = _last[slot] + 1; number <= posted; number++)
        {
            lost += excused.Contains(number) ? 0 : 1;
        }

        return lost;
    }

    private bool TakeOutOfTurn(int slot, int last, int number)
    {
        if (number > last)
        {
            for (int missing = last + 1; missing < number; missing++)
            {
                _missing.Add((slot, missing));
            }

            _last[slot] = number;
            return true;
        }

        if (_missing.Remove((slot, number)))
        {
            Reordered++;
            return true;
        }

        Duplicated++;
        return false;
    }
}
