using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Alerts;
using Spico.Silo.Dossiers.Appointments;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Consents;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Identity;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Dossiers.Objections;
using Spico.Silo.Dossiers.Plans;
using Spico.Silo.Dossiers.Administration;
using Spico.Silo.Dossiers.Documents;
using Spico.Silo.Dossiers.FollowUps;
using Spico.Silo.Dossiers.Memos;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Dossiers.Stays;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>
/// What a dossier comes to: a part for each kind of what is in it, and who may read which. Bounded, because each part
/// is.
/// </summary>
internal sealed class DossierState : IStreamFold<DossierState>
{
    private const byte Layout = 2;
    private const int HeaderBytes = 1 + 8 + 8;

    private readonly IDossierPart[] _parts;

    private DossierState() => _parts =
    [
        Identity,
        Circle,
        Accesses,
        Consents,
        Liaison,
        Tasks,
        Appointments,
        .. Forms.Books,
        Plans,
        FollowUps,
        Stays,
        Memos,
        Administration,
        Documents,
        Alerts,
        Objections,
        Ended,
    ];

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    /// <summary>Whether the dossier was created.</summary>
    public bool Exists => Head.Seq > 0;

    /// <summary>Whose it is, and which others are one with it.</summary>
    public DossierIdentity Identity { get; } = new();

    /// <summary>Who cares for the patient.</summary>
    public CareCircle Circle { get; } = new();

    /// <summary>Who is not in the circle, and has a right to the dossier all the same.</summary>
    public DossierAccesses Accesses { get; } = new();

    /// <summary>What the patient says to the sharing of their data.</summary>
    public SharingConsents Consents { get; } = new();

    /// <summary>What the patient objects to.</summary>
    public SharingObjections Objections { get; } = new();

    /// <summary>What those who care tell each other.</summary>
    public LiaisonLog Liaison { get; } = new();

    /// <summary>What is to be done.</summary>
    public CareTaskBook Tasks { get; } = new();

    /// <summary>When somebody sees the patient.</summary>
    public AppointmentBook Appointments { get; } = new();

    /// <summary>The forms that were completed.</summary>
    public FormShelf Forms { get; } = new();

    /// <summary>The coordination plan.</summary>
    public PlanBook Plans { get; } = new();

    /// <summary>What each structure says of its following of the patient.</summary>
    public StructureFollowUps FollowUps { get; } = new();

    /// <summary>The patient's stays in hospital.</summary>
    public HospitalStays Stays { get; } = new();

    /// <summary>The memos for everybody.</summary>
    public SharedMemos Memos { get; } = new();

    /// <summary>What the administration knows of the patient.</summary>
    public AdministrativeProfile Administration { get; } = new();

    /// <summary>The documents.</summary>
    public DossierDocuments Documents { get; } = new();

    /// <summary>What it calls attention to by itself.</summary>
    public AlertBook Alerts { get; } = new();

    /// <summary>What has ended lately, and by whom.</summary>
    public EndedEntries Ended { get; } = new();

    public static DossierState Empty(StreamId stream) => new();

    public static DossierState? Restore(StreamId stream, ReadOnlySpan<byte> snapshot)
    {
        if (snapshot.Length < HeaderBytes || snapshot[0] != Layout)
        {
            return null;
        }

        DossierView view = DossierView.Parser.ParseFrom(snapshot[HeaderBytes..]);
        var state = new DossierState
        {
            Head = new StreamHead(BitConverter.ToInt64(snapshot[1..]), 0, BitConverter.ToInt64(snapshot[9..])),
        };
        foreach (IDossierPart part in state._parts)
        {
            part.Restore(view);
        }

        return state;
    }

    public static bool ReadsBody(Fact.BodyOneofCase kind) => true;

    public static AccessChange? AccessGivenBy(PersonId author, Fact body) =>
        CareCircle.AccessGivenBy(body) ?? DossierAccesses.AccessGivenBy(body);

    public static PulledBy PullOf(Fact body) => body.BodyCase == Fact.BodyOneofCase.ObjectionChanged
        ? PulledBy.WhoActs
        : PulledBy.Nobody;

    public void Apply(in StreamFact fact)
    {
        Head = fact.Head;
        foreach (IDossierPart part in _parts)
        {
            part.Apply(fact);
        }
    }

    public ReadRight? RightOf(PersonId person) =>
        RightsTable.Current.AccessOf(RoleOf(person)) is { } access ? new ReadRight(access, long.MaxValue) : null;

    /// <summary>A person's column in the table of rights: in the circle, or by another right.</summary>
    public CareRole RoleOf(PersonId person) =>
        Circle.PeriodOf(person)?.Role ?? Accesses.Find(person)?.Role ?? CareRole.Unspecified;

    /// <summary>The structure that somebody acts for here; null where that is not one alone.</summary>
    public ByteString? StructureOf(PersonId person) =>
        (Circle.PeriodOf(person) is { } period ? period.Practice : Accesses.Find(person)?.Practice)?.Structure
        ?? (Circle.Find(CircleMemberId.Of(person))?.Professional?.Structures is [var only] ? only : null);

    /// <summary>Whether the patient does not want this professional or structure to share their data.</summary>
    public bool ObjectsTo(CircleMember member, long now) =>
        Consents.Objects(member, now) || Objections.Against(member, Consents, now) is not null;

    /// <summary>Whether a person may read what is of a class.</summary>
    public bool MayRead(PersonId person, DataClass dataClass) =>
        RightOf(person) is { } right && right.Access.CanRead(dataClass);

    /// <summary>Whether a person may write what is of a class.</summary>
    public bool MayWrite(PersonId person, DataClass dataClass) =>
        Circle.PeriodOf(person) is { } period
            ? RightsTable.Current.MayWrite(period.Role, dataClass)
            : Accesses.Find(person) is { } access && DossierAccesses.MayWrite(access, dataClass);

    /// <summary>The dossier as somebody with this access may see it.</summary>
    public DossierView Show(StreamAccess access)
    {
        var view = new DossierView();
        foreach (IDossierPart part in _parts)
        {
            part.Show(view, access);
        }

        return view;
    }

    public byte[] ToSnapshot()
    {
        var view = new DossierView();
        foreach (IDossierPart part in _parts)
        {
            part.Show(view);
        }

        byte[] snapshot = new byte[HeaderBytes + view.CalculateSize()];
        snapshot[0] = Layout;
        BitConverter.TryWriteBytes(snapshot.AsSpan(1), Head.Seq);
        BitConverter.TryWriteBytes(snapshot.AsSpan(9), Head.At);
        view.WriteTo(snapshot.AsSpan(HeaderBytes));
        return snapshot;
    }
}
