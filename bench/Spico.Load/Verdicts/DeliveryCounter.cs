using System.Collections;
using Spico.Checker;
using Spico.Load.Sessions;

namespace Spico.Load.Verdicts;

/// <summary>
/// Counts over a run what its receivers saw. Deliberately plain and apart from the checker: two ways to the same
/// answer.
/// </summary>
internal static class DeliveryCounter
{
    public static DeliveryCount Count(History history, IReadOnlyList<LoadConversation> conversations)
    {
        var perConversation = conversations.ToDictionary(conversation => conversation.Id.Value, _ => new Seen());
        Dictionary<(int Session, int Conversation), Receiver> receivers = [];
        Dictionary<long, ulong> invoked = [];
        long reordered = 0, duplicated = 0;
        foreach (HistoryEvent happened in history.Events())
        {
            if (happened.Conversation < 0 ||
                !perConversation.TryGetValue(history.ConversationAt(happened.Conversation), out Seen? seen))
            {
                continue;
            }

            switch (happened.Kind)
            {
                case EventKind.SendInvoke:
                    invoked[happened.Send] = happened.Hash;
                    break;
                case EventKind.SendOk:
                    seen.Acked.Add((happened.Seq, invoked[happened.Send]));
                    reordered += seen.IsBeforeOwn(happened) ? 1 : 0;
                    break;
                case EventKind.SendUnknown:
                    seen.Unknown++;
                    break;
                case EventKind.Deliver:
                    Receiver receiver = ReceiverOf(receivers, happened);
                    (int again, int late) = receiver.See(happened.Seq, isMessage: happened.Hash != 0);
                    duplicated += again;
                    reordered += late + (seen.Agrees(happened) ? 0 : 1);
                    break;
            }
        }

        duplicated += perConversation.Values.Sum(seen => seen.StoredTooOften);
        return new DeliveryCount
        {
            Accepted = perConversation.Values.Sum(seen => (long)seen.Acked.Count),
            Delivered = receivers.Values.Sum(receiver => receiver.Messages),
            Duplicated = duplicated,
            Reordered = reordered,
            Lost = conversations.Sum(conversation =>
                LostIn(conversation, perConversation[conversation.Id.Value], receivers, history)),
        };
    }

    private static long LostIn(
        LoadConversation conversation,
        Seen seen,
        Dictionary<(int Session, int Conversation), Receiver> receivers,
        History history)
    {
        var members = conversation.Members.Select(member => member.Id.Value).ToHashSet();
        List<Receiver> ofMembers =
        [
            .. receivers
                .Where(receiver => history.ConversationAt(receiver.Key.Conversation) == conversation.Id.Value)
                .Where(receiver => members.Contains(history.Clients[receiver.Key.Session].Person))
                .Select(receiver => receiver.Value),
        ];
        long absent = members.Count - ofMembers.Count;
        long lost = 0;
        foreach ((long seq, ulong hash) in seen.Acked)
        {
            lost += seen.HasElsewhere(seq, hash)
                ? members.Count
                : absent + ofMembers.Count(receiver => !receiver.Has(seq));
        }

        return lost;
    }

    private static Receiver ReceiverOf(
        Dictionary<(int Session, int Conversation), Receiver> receivers,
        in HistoryEvent happened)
    {
        (int, int) key = (happened.Session, happened.Conversation);
        if (!receivers.TryGetValue(key, out Receiver? receiver))
        {
            receivers[key] = receiver = new Receiver();
        }

        return receiver;
    }

    /// <summary>What is known of one conversation, from whoever saw it first.</summary>
    private sealed class Seen
    {
        private readonly Dictionary<long, ulong> _content = [];
        private readonly Dictionary<int, (long Send, long Seq)> _lastOwn = [];

        public List<(long Seq, ulong Hash)> Acked { get; } = [];

        public int Unknown { get; set; }

        public int StoredTooOften =>
            Math.Max(0, _content.Values.Count(hash => hash != 0) - Acked.Count - Unknown);

        public bool Agrees(in HistoryEvent delivered) =>
            _content.TryAdd(delivered.Seq, delivered.Hash) || _content[delivered.Seq] == delivered.Hash;

        public bool HasElsewhere(long seq, ulong hash) =>
            _content.TryGetValue(seq, out ulong content) && content != hash;

        /// <summary>Each sender awaits its ack before the next: its messages must stand in that order.</summary>
        public bool IsBeforeOwn(in HistoryEvent acked)
        {
            bool isBefore = _lastOwn.TryGetValue(acked.Session, out (long Send, long Seq) last) &&
                acked.Send > last.Send && acked.Seq < last.Seq;
            _lastOwn[acked.Session] = (acked.Send, acked.Seq);
            return isBefore;
        }
    }

    /// <summary>What one client saw of one conversation.</summary>
    private sealed class Receiver
    {
        private readonly BitArray _seen = new(1024);
        private long _last;

        public long Messages { get; private set; }

        public bool Has(long seq) => seq < _seen.Length && _seen[(int)seq];

        public (int Again, int Late) See(long seq, bool isMessage)
        {
            if (Has(seq))
            {
                return (1, 0);
            }

            if (seq >= _seen.Length)
            {
                _seen.Length = (int)(seq + 1) * 2;
            }

            _seen[(int)seq] = true;
            Messages += isMessage ? 1 : 0;
            int late = seq < _last ? 1 : 0;
            _last = Math.Max(_last, seq);
            return (0, late);
        }
    }
}
