using System.Security.Cryptography;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas.Times;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>
/// What an agenda comes to: the appointments to come and of late, with whom it is shared, its link. Bounded: what ended
/// first is let go, and found in the lists.
/// </summary>
internal sealed class AgendaState : IStreamFold<AgendaState>
{
    private const byte Layout = 2;
    private const int HeaderBytes = 1 + 8 + 8 + 16 + 1;

    private readonly StreamId _stream;
    private readonly OrderedDictionary<(ByteString Agenda, ulong Appointment), Appointment> _appointments = [];
    private readonly OrderedDictionary<ByteString, AgendaShare> _shares = [];
    private byte[] _feedHash = [];

    private AgendaState(StreamId stream) => _stream = stream;

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    /// <summary>The appointments at hand.</summary>
    public IEnumerable<Appointment> Appointments => _appointments.Values;

    /// <summary>How many people it is shared with.</summary>
    public int ShareCount => _shares.Count;

    /// <summary>The structure whose agenda it is, once somebody of it was here.</summary>
    public StructureId? Structure { get; private set; }

    /// <summary>Whether there is a link.</summary>
    public bool HasFeed => _feedHash.Length > 0;

    /// <summary>Who made the last link.</summary>
    public PersonId FeedBy { get; private set; }

    public static AgendaState Empty(StreamId stream) => new(stream);

    public static AgendaState? Restore(StreamId stream, ReadOnlySpan<byte> snapshot)
    {
        if (snapshot.Length < HeaderBytes || snapshot[0] != Layout)
        {
            return null;
        }

        int hash = snapshot[HeaderBytes - 1];
        var state = new AgendaState(stream)
        {
            Head = new StreamHead(BitConverter.ToInt64(snapshot[1..]), 0, BitConverter.ToInt64(snapshot[9..])),
            FeedBy = PersonId.From(new Guid(snapshot.Slice(17, 16), bigEndian: true)),
            _feedHash = snapshot.Slice(HeaderBytes, hash).ToArray(),
        };
        AgendaView view = AgendaView.Parser.ParseFrom(snapshot[(HeaderBytes + hash)..]);
        foreach (Appointment appointment in view.Appointments)
        {
            state.Put(appointment);
        }

        foreach (AgendaShare share in view.Shares)
        {
            state.Put(share);
        }

        return state;
    }

    public static bool ReadsBody(Fact.BodyOneofCase kind) => true;

    public static AccessChange? AccessGivenBy(PersonId author, Fact body) =>
        PersonId.TryFrom(body.AgendaShared?.Share.Person, out PersonId person)
            ? new AccessChange(person, Reads(body.AgendaShared!.Share) ? StreamAccess.All : null)
            : null;

    public static PulledBy PullOf(Fact body) => body.AppointmentChanged is { Appointment.Dossier.IsEmpty: false }
        ? PulledBy.Everybody
        : PulledBy.Nobody;

    public void Apply(in StreamFact fact)
    {
        Head = fact.Head;
        switch (fact.Kind)
        {
            case Fact.BodyOneofCase.AppointmentChanged:
                Put(fact.Body!.AppointmentChanged.Appointment);
                LetGo();
                break;
            case Fact.BodyOneofCase.AgendaShared:
                Put(fact.Body!.AgendaShared.Share);
                break;
            case Fact.BodyOneofCase.AgendaFeedSet:
                _feedHash = fact.Body!.AgendaFeedSet.Hash.ToByteArray();
                FeedBy = fact.Author;
                break;
        }
    }

    public ReadRight? RightOf(PersonId person) =>
        IsOwner(person) || ShareOf(person) is { } share && Reads(share)
            ? new ReadRight(StreamAccess.All, long.MaxValue)
            : null;

    /// <summary>Whether it is the agenda of this person.</summary>
    public bool IsOwner(PersonId person) => StreamId.AgendaOf(person) == _stream;

    /// <summary>Whether a person decides over the agenda: their own, or that of the structure they work for.</summary>
    public bool IsHolder(PersonId person) => IsOwner(person) || ShareOf(person)?.Structure.Length > 0;

    /// <summary>Whether a person may change what is in it.</summary>
    public bool MayWrite(PersonId person) => IsOwner(person) || ShareOf(person)?.Access == AgendaAccess.Write;

    /// <summary>What a person may do that the agenda is not the own of; null: nothing.</summary>
    public AgendaShare? ShareOf(PersonId person) => _shares.GetValueOrDefault(person.ToByteString());

    /// <summary>An appointment that was made here, or null.</summary>
    public Appointment? Find(ulong appointment) => Find(_stream, appointment);

    /// <summary>An appointment by where it was made, or null.</summary>
    public Appointment? Find(StreamId agenda, ulong appointment) =>
        _appointments.GetValueOrDefault((agenda.ToByteString(), appointment));

    /// <summary>Whether the link has this secret.</summary>
    public bool IsFeed(byte[] secret) =>
        HasFeed && CryptographicOperations.FixedTimeEquals(SHA256.HashData(secret), _feedHash);

    /// <summary>Whether an appointment takes its person's time.</summary>
    public bool TakesTime(Appointment appointment) =>
        !AppointmentMoves.IsOff(appointment.State) && !IsDeclined(appointment);

    /// <summary>Whether the person of this agenda said that they will not be there.</summary>
    public bool IsDeclined(Appointment appointment) => appointment.Participants.Any(participant =>
        participant.Answer == ParticipantAnswer.Declined
        && PersonId.TryFrom(participant.Person, out PersonId person) && IsOwner(person));

    /// <summary>The agenda as it is shown.</summary>
    public AgendaView Show() => new()
    {
        Appointments = { _appointments.Values },
        Shares = { _shares.Values },
        HasFeed = HasFeed,
    };

    public byte[] ToSnapshot()
    {
        AgendaView view = Show();
        byte[] snapshot = new byte[HeaderBytes + _feedHash.Length + view.CalculateSize()];
        snapshot[0] = Layout;
        BitConverter.TryWriteBytes(snapshot.AsSpan(1), Head.Seq);
        BitConverter.TryWriteBytes(snapshot.AsSpan(9), Head.At);
        FeedBy.Value.TryWriteBytes(snapshot.AsSpan(17), bigEndian: true, out _);
        snapshot[HeaderBytes - 1] = (byte)_feedHash.Length;
        _feedHash.CopyTo(snapshot, HeaderBytes);
        view.WriteTo(snapshot.AsSpan(HeaderBytes + _feedHash.Length));
        return snapshot;
    }

    private static bool Reads(AgendaShare share) => share.Access is AgendaAccess.Read or AgendaAccess.Write;

    private void Put(Appointment appointment) =>
        _appointments[(appointment.Agenda, appointment.Appointment_)] = appointment;

    private void Put(AgendaShare share)
    {
        if (StructureId.TryFrom(share.Structure, out StructureId structure))
        {
            Structure = structure;
        }

        if (share.Access == AgendaAccess.Unspecified)
        {
            _shares.Remove(share.Person);
        }
        else
        {
            _shares[share.Person] = share;
        }
    }

    private void LetGo()
    {
        if (_appointments.Count > AgendaLimits.Kept)
        {
            _appointments.Remove(_appointments.MinBy(kept => Occurrences.SpanOf(kept.Value).To).Key);
        }
    }
}
