using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>
/// The urgencies of a conversation that are not over, in the order they were raised, and how its urgencies escalate.
/// What is over is in the stream and no longer here.
/// </summary>
internal sealed class OpenUrgencies
{
    private readonly SortedDictionary<long, OpenUrgency> _open = [];

    /// <summary>How urgencies escalate that bring no chain of their own; empty until somebody sets it.</summary>
    public Escalation Default { get; private set; } = new();

    public int Count => _open.Count;

    public IEnumerable<OpenUrgency> All => _open.Values;

    /// <summary>The open urgency of this name, or null.</summary>
    public OpenUrgency? Find(long seq) => _open.GetValueOrDefault(seq);

    /// <summary>The open urgency on a message, or on the conversation (0); or null.</summary>
    public OpenUrgency? On(long message) => _open.Values.FirstOrDefault(urgency => urgency.Message == message);

    /// <summary>The urgency that still is where this fact brought it, and goes on from there; or null.</summary>
    public OpenUrgency? DueSince(long levelSeq) =>
        _open.Values.FirstOrDefault(urgency => urgency.LevelSeq == levelSeq && urgency.Escalates);

    /// <summary>Takes a fact in; those that are not about urgencies change nothing.</summary>
    public void Apply(in StreamFact fact)
    {
        switch (fact.Kind)
        {
            case Fact.BodyOneofCase.UrgencyRaised:
                _open[fact.Head.Seq] = new OpenUrgency
                {
                    Seq = fact.Head.Seq,
                    Message = (long)fact.Body!.UrgencyRaised.Message,
                    RaisedBy = fact.Author,
                    RaisedAt = fact.Head.At,
                    Escalation = fact.Body.UrgencyRaised.Escalation,
                    LevelSeq = fact.Head.Seq,
                    LevelAt = fact.Head.At,
                };
                break;
            case Fact.BodyOneofCase.UrgencyNotified
                when Find((long)fact.Body!.UrgencyNotified.Urgency) is { } urgency:
                _open[urgency.Seq] = urgency.NotifiedTo(
                    fact.Body.UrgencyNotified.Persons.Count, fact.Head.Seq, fact.Head.At);
                break;
            case Fact.BodyOneofCase.UrgencyAcknowledged
                when Find((long)fact.Body!.UrgencyAcknowledged.Urgency) is { } urgency:
                _open[urgency.Seq] = urgency.Acknowledged(fact.Author, fact.Head.At);
                break;
            case Fact.BodyOneofCase.UrgencyEscalated
                when Find((long)fact.Body!.UrgencyEscalated.Urgency) is { } urgency:
                _open[urgency.Seq] = urgency.Escalated(fact.Head.Seq, fact.Head.At);
                break;
            case Fact.BodyOneofCase.UrgencyHandedOver
                when Find((long)fact.Body!.UrgencyHandedOver.Urgency) is { } urgency:
                _open[urgency.Seq] = urgency.HandedOver(
                    OpenUrgency.PersonOf(fact.Body.UrgencyHandedOver.Person), fact.Head.Seq, fact.Head.At);
                break;
            case Fact.BodyOneofCase.UrgencyResolved:
                _open.Remove((long)fact.Body!.UrgencyResolved.Urgency);
                break;
            case Fact.BodyOneofCase.EscalationSet:
                Default = fact.Body!.EscalationSet.Escalation;
                break;
        }
    }

    /// <summary>Writes everything that is kept.</summary>
    public void Write(BinaryWriter writer)
    {
        WriteMessage(Default);
        writer.Write(Count);
        foreach (OpenUrgency urgency in All)
        {
            WriteMessage(urgency.ToMessage());
        }

        void WriteMessage(IMessage message)
        {
            byte[] bytes = message.ToByteArray();
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        Default = Escalation.Parser.ParseFrom(ReadBytes());
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            OpenUrgency urgency = OpenUrgency.Of(Urgency.Parser.ParseFrom(ReadBytes()));
            _open.Add(urgency.Seq, urgency);
        }

        byte[] ReadBytes() => reader.ReadBytes(reader.ReadInt32());
    }
}
