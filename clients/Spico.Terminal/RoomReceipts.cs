using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>
/// How far the others have received and read the conversation that is open, where its policy tells: said of the
/// person's last message as it happens, and of everything when asked.
/// </summary>
internal sealed class RoomReceipts(IScreen screen, People people, PersonId self)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PersonId, (ulong Received, ulong Read)> _places = [];
    private ulong _lastOwn;

    /// <summary>What was told at the opening; null: nobody is told.</summary>
    public void Begin(Receipts? receipts)
    {
        foreach (MemberReceipt member in receipts?.Members ?? [])
        {
            Move(member);
        }
    }

    /// <summary>A fact of the conversation.</summary>
    public void Note(Fact fact, bool isOwn)
    {
        PersonId[] readers = [];
        lock (_gate)
        {
            switch (fact.BodyCase)
            {
                case Fact.BodyOneofCase.MessagePosted when isOwn:
                    _lastOwn = fact.Seq;
                    // They may be faster than this.
                    readers = [.. _places.Where(place => place.Value.Read >= _lastOwn).Select(place => place.Key)];
                    break;
                case Fact.BodyOneofCase.ReceiptsSet:
                    _places.Clear();
                    break;
                case Fact.BodyOneofCase.MemberRemoved:
                    _places.Remove(IdOf(fact.MemberRemoved.Person));
                    break;
                case Fact.BodyOneofCase.MemberLeft:
                    _places.Remove(IdOf(fact.Author));
                    break;
            }
        }

        foreach (PersonId reader in readers)
        {
            ShowRead(fact.Seq, reader);
        }
    }

    /// <summary>Members are further.</summary>
    public void OnMoved(ReceiptsMoved moved)
    {
        foreach (MemberReceipt member in moved.Members.Where(member => IdOf(member.Person) != self))
        {
            (ulong own, (ulong received, ulong read), (ulong Received, ulong Read) now) = Move(member);
            if (own > 0 && now.Read >= own && read < own)
            {
                ShowRead(own, IdOf(member.Person));
            }
            else if (own > 0 && now.Received >= own && received < own)
            {
                screen.Line(Tone.Notice, $"        #{own} is received by {people.NameOf(IdOf(member.Person))}");
            }
        }
    }

    /// <summary>How far everybody is.</summary>
    public IReadOnlyList<string> Lines()
    {
        lock (_gate)
        {
            return
            [
                .. _places.Select(place =>
                    $"{people.NameOf(place.Key)}: received up to #{place.Value.Received}, " +
                    $"read up to #{place.Value.Read}"),
            ];
        }
    }

    private void ShowRead(ulong message, PersonId reader) =>
        screen.Line(Tone.Notice, $"        #{message} is read by {people.NameOf(reader)}");

    private (ulong Own, (ulong Received, ulong Read) Before, (ulong Received, ulong Read) Now) Move(
        MemberReceipt member)
    {
        lock (_gate)
        {
            PersonId person = IdOf(member.Person);
            (ulong Received, ulong Read) before = _places.GetValueOrDefault(person);
            ulong read = Math.Max(before.Read, member.ReadUpTo);
            _places[person] = (Math.Max(Math.Max(before.Received, member.DeliveredUpTo), read), read);
            return (_lastOwn, before, _places[person]);
        }
    }

    private static PersonId IdOf(ByteString bytes) => PersonId.TryFrom(bytes, out PersonId person) ? person : default;
}
