using System.Security.Cryptography;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Bench;

/// <summary>
/// Messages to some conversations of ten members each, as grains would append them: many in flight, each decided on
/// the one before it.
/// </summary>
internal sealed class LogAppendLoad
{
    private const int Members = 10;

    // 230 bytes of text and what sealing adds: nonce and tag.
    private static readonly byte[] Sealed = RandomNumberGenerator.GetBytes(258);

    private readonly Conversation[] _conversations;

    public LogAppendLoad(int conversations) =>
        _conversations = [.. Enumerable.Range(0, conversations).Select(_ => new Conversation())];

    /// <summary>Opens the conversations.</summary>
    public async Task OpenAsync(ILog log)
    {
        Append[] openings = [.. _conversations.Select(conversation => conversation.Open())];
        foreach (Append opening in openings)
        {
            log.Append(opening);
        }

        await WhenDurableAsync(openings);
    }

    /// <summary>Appends messages, so many at once, until all are durable.</summary>
    public async Task PostAsync(ILog log, int messages, int outstanding)
    {
        int left = messages;
        await Task.WhenAll(Enumerable.Range(0, outstanding).Select(i => Task.Run(async () =>
        {
            for (int next = i; Interlocked.Decrement(ref left) >= 0; next += outstanding)
            {
                AppendOutcome outcome = await _conversations[next % _conversations.Length].Post(log);
                if (outcome != AppendOutcome.Durable)
                {
                    throw new InvalidOperationException($"An append ended {outcome}.");
                }
            }
        })));
    }

    /// <summary>A message for a store that checks nothing; not to be mixed with the others on one load.</summary>
    public FactRow NextFact(int place)
    {
        Conversation conversation = _conversations[place % _conversations.Length];
        lock (conversation)
        {
            return conversation.Message();
        }
    }

    private static async Task WhenDurableAsync(IEnumerable<Append> appends)
    {
        AppendOutcome[] outcomes = await Task.WhenAll(appends.Select(append => append.Outcome.Task));
        if (outcomes.Any(outcome => outcome != AppendOutcome.Durable))
        {
            throw new InvalidOperationException("A conversation could not be opened.");
        }
    }

    private sealed class Conversation
    {
        private readonly StreamId _id = StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New());
        private readonly PersonId[] _members = [.. Enumerable.Range(0, Members).Select(_ => PersonId.New())];
        private readonly AppendChain _chain = new();
        private long _head;
        private long _ordinal;

        public Append Open()
        {
            lock (this)
            {
                return Make(
                    Row(Fact.ConversationCreatedFieldNumber, 0),
                    new StreamOpening { WrappedKey = new byte[60], ConversationKind = ConversationKind.Group },
                    [.. _members.Select(Member)]);
            }
        }

        public Task<AppendOutcome> Post(ILog log)
        {
            lock (this)
            {
                Append append = Make(Message(), null, []);
                log.Append(append);
                return append.Outcome.Task;
            }
        }

        public FactRow Message()
        {
            _ordinal++;
            return Row(Fact.MessagePostedFieldNumber, _ordinal);
        }

        private FactRow Row(int kind, long ordinal) => new()
        {
            Stream = _id,
            Seq = ++_head,
            Ordinal = ordinal,
            Author = _members[Random.Shared.Next(Members)],
            At = _head,
            Kind = kind,
            DataClass = DataClass.Unspecified,
            Request = RequestId.New(),
            RequestHash = _id.Value,
            RequestFacts = 1,
            Sealed = Sealed,
        };

        private Append Make(FactRow fact, StreamOpening? opening, MembershipRow[] memberships) => new()
        {
            Stream = _id,
            Chain = _chain,
            Expected = fact.Seq - 1,
            Facts = [fact],
            Envelopes = [],
            Ordinal = _ordinal,
            Opening = opening,
            Memberships = memberships,
        };

        private MembershipRow Member(PersonId person) => new()
        {
            Stream = _id,
            Person = person,
            Since = 1,
            SinceOrdinal = 0,
            Access = StreamAccess.All,
            IsMember = true,
        };
    }
}
