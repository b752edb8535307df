using Spico.Load.Measuring;
using Spico.Peers;

namespace Spico.Load.Judging;

/// <summary>Everything posted and received in a run, by member.</summary>
internal sealed class Ledger
{
    private readonly PeerPlan _plan;
    private readonly MemberTally[] _receivers;
    private readonly SenderTally[] _senders;

    public Ledger(PeerPlan plan, LatencyWindow deliveries)
    {
        _plan = plan;
        _receivers = [.. Enumerable.Range(0, plan.Members).Select(m => new MemberTally(plan, m, deliveries))];
        _senders = [.. Enumerable.Range(0, plan.Members).Select(_ => new SenderTally())];
    }

    /// <summary>What members received, by member.</summary>
    public IReadOnlyList<MemberTally> Receivers => _receivers;

    /// <summary>What members posted, by member.</summary>
    public IReadOnlyList<SenderTally> Senders => _senders;

    /// <summary>Posts acknowledged so far.</summary>
    public long Acked => _senders.Sum(sender => sender.Acked);

    /// <summary>Messages received so far, by all receivers together.</summary>
    public long Delivered => _receivers.Sum(receiver => receiver.Delivered);

    /// <summary>Whether all that was acknowledged has reached everybody.</summary>
    public bool IsSettled => Delivered >= Acked * _plan.MembersEach;

    /// <summary>Judges what there is. Nobody may post or receive meanwhile.</summary>
    /// <param name="isOneOrderPromised">Whether all members of a conversation must have seen one order.</param>
    /// <param name="isSenderOrderPromised">
    /// Whether what one member sends without awaiting answers must keep its order. A client that sends again after
    /// a fault cannot promise that.
    /// </param>
    public Judgement Judge(bool isOneOrderPromised, bool isSenderOrderPromised = true)
    {
        long lost = 0;
        int severalOrders = 0;
        for (int conversation = 0; conversation < _plan.Conversations; conversation++)
        {
            int first = conversation * _plan.MembersEach;
            ReadOnlySpan<MemberTally> members = _receivers.AsSpan(first, _plan.MembersEach);
            long lostHere = 0;
            for (int slot = 0; slot < _plan.MembersEach; slot++)
            {
                SenderTally sender = _senders[first + slot];
                foreach (MemberTally member in members)
                {
                    lostHere += member.Lost(slot, sender.Posted, sender.Unacknowledged);
                }
            }

            lost += lostHere;
            severalOrders += IsOneOrder(members) ? 0 : 1;
        }

        // Where somebody missed a message the orders differ anyway: that is told as a loss.
        long disorder = isOneOrderPromised && lost == 0 ? severalOrders : 0;
        return new Judgement
        {
            Accepted = Acked,
            Refused = _senders.Sum(sender => sender.Failed),
            Delivered = Delivered,
            Lost = lost,
            Duplicated = _receivers.Sum(receiver => receiver.Duplicated),
            Reordered = disorder + (isSenderOrderPromised ? _receivers.Sum(receiver => receiver.Reordered) : 0),
            Leaked = _receivers.Sum(receiver => receiver.Leaked),
            ConversationsOfSeveralOrders = severalOrders,
        };
    }

    private static bool IsOneOrder(ReadOnlySpan<MemberTally> members)
    {
        foreach (MemberTally member in members)
        {
            if (member.Order != members[0].Order)
            {
                return false;
            }
        }

        return true;
    }
}
