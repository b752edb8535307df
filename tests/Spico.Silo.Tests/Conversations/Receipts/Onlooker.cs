using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Conversations.Receipts;

/// <summary>
/// What a client knows of the others' receipts, as SPEC.md says it: the view it opened with, then facts and pushes.
/// </summary>
internal sealed class Onlooker
{
    private readonly Dictionary<ByteString, (ulong Delivered, ulong Read)> _places = [];
    private readonly Dictionary<ByteString, ulong> _since = [];
    private ulong _policySince;

    public Onlooker(ConversationView view)
    {
        foreach (Member member in view.Members)
        {
            _since[member.Person] = member.Since;
        }

        _policySince = view.Receipts?.Since ?? 0;
        Take(view.Receipts?.Members ?? []);
    }

    /// <summary>How far a person is; zeros when nothing is known.</summary>
    public (ulong Delivered, ulong Read) Of(PersonId person) => _places.GetValueOrDefault(person.ToByteString());

    public void Take(Fact fact)
    {
        switch (fact.BodyCase)
        {
            case Fact.BodyOneofCase.ReceiptsSet:
                _policySince = fact.Seq;
                _places.Clear();
                break;
            case Fact.BodyOneofCase.MemberAdded:
                _since[fact.MemberAdded.Person] = fact.Seq;
                break;
            case Fact.BodyOneofCase.MemberLeft:
                _since.Remove(fact.Author);
                _places.Remove(fact.Author);
                break;
        }
    }

    public void Take(IEnumerable<MemberReceipt> receipts)
    {
        foreach (MemberReceipt told in receipts)
        {
            ulong from = Math.Max(_policySince, _since.GetValueOrDefault(told.Person, ulong.MaxValue));
            (ulong delivered, ulong read) = _places.GetValueOrDefault(told.Person);
            _places[told.Person] = (
                Math.Max(delivered, told.DeliveredUpTo > from ? told.DeliveredUpTo : 0),
                Math.Max(read, told.ReadUpTo > from ? told.ReadUpTo : 0));
        }
    }

    /// <summary>A view, then all that a gateway was delivered since.</summary>
    public static Onlooker After(ConversationView view, ulong head, TestGateway gateway, StreamId round)
    {
        var onlooker = new Onlooker(view);
        foreach (Delivery delivery in gateway.Deliveries)
        {
            foreach (Fact fact in delivery.Facts.Where(fact => fact.Stream == round).Select(
                fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact).Where(fact => fact.Seq > head))
            {
                onlooker.Take(fact);
            }

            foreach (Notice notice in delivery.Notices)
            {
                ReceiptsMoved? moved = Frame.Parser.ParseFrom(notice.Frame).Push.ReceiptsMoved;
                onlooker.Take(moved?.Conversation == round.ToByteString() ? moved.Members : []);
            }
        }

        return onlooker;
    }
}
