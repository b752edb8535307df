using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Consents;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Objections;

/// <summary>With whom the patient does not want their data to be shared.</summary>
internal sealed class SharingObjections : IDossierPart
{
    private readonly Dictionary<ByteString, SharingObjection> _objections = [];
    private readonly List<ByteString> _order = [];

    public DataClass Class => DataClass.Identity;

    /// <summary>How many there are.</summary>
    public int Count => _order.Count;

    /// <summary>Those that were recorded here, and not in a dossier that was merged into this one.</summary>
    public IEnumerable<SharingObjection> Own => All.Where(objection => objection.Dossier.IsEmpty);

    /// <summary>Those that came here with a dossier that was merged into this one.</summary>
    public IEnumerable<SharingObjection> Of(ByteString dossier) =>
        All.Where(objection => objection.Dossier == dossier);

    private IEnumerable<SharingObjection> All => _order.Select(id => _objections[id]);

    /// <summary>An objection, or null.</summary>
    public SharingObjection? Find(ByteString id) => _objections.GetValueOrDefault(id);

    /// <summary>
    /// The objection that holds at a time and keeps somebody out; in an emergency only one that was meant for
    /// emergencies too. Null: none.
    /// </summary>
    public SharingObjection? Against(
        CircleMember member, SharingConsents consents, long now, bool isEmergency = false) =>
        All.FirstOrDefault(objection => Holds(objection, now)
            && (!isEmergency || objection.InEmergencies)
            && (IsToEverybody(objection)
                ? !consents.NamesSince(member, objection.RecordedAt, now)
                : Names(objection, member)));

    /// <summary>The objection that holds and names somebody; null for none.</summary>
    public SharingObjection? Naming(CircleMember member, long now) =>
        All.FirstOrDefault(objection => Holds(objection, now) && Names(objection, member));

    /// <summary>Whether an objection is about somebody by name.</summary>
    public static bool Names(SharingObjection objection, CircleMember member) =>
        (member.Professional is { } professional
            && (objection.Persons.Contains(professional.Person)
                || professional.Structures.Any(objection.Structures.Contains)))
        || (member.Structure is { } structure && objection.Structures.Contains(structure.Structure));

    /// <summary>Whether an objection is to everybody who is not in the circle.</summary>
    public static bool IsToEverybody(SharingObjection objection) =>
        objection.Persons.Count == 0 && objection.Structures.Count == 0;

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind == Fact.BodyOneofCase.ObjectionChanged)
        {
            Put(fact.Body!.ObjectionChanged.Objection);
        }
        else if (fact.Kind == Fact.BodyOneofCase.DossierMergeChanged)
        {
            KeepThoseOf(fact.Body!.DossierMergeChanged.Absorbed);
        }
    }

    public void Show(DossierView view) => view.Objections.Add(All);

    public void Restore(DossierView view)
    {
        foreach (SharingObjection objection in view.Objections)
        {
            Put(objection);
        }
    }

    private static bool Holds(SharingObjection objection, long now) =>
        objection.RecordedAt <= now && (objection.LiftedAt == 0 || now < objection.LiftedAt);

    // A dossier that is on its own again takes its objections with it.
    private void KeepThoseOf(ICollection<ByteString> absorbed)
    {
        foreach (SharingObjection gone in All
            .Where(one => !one.Dossier.IsEmpty && !absorbed.Contains(one.Dossier)).ToArray())
        {
            _objections.Remove(gone.Objection);
            _order.Remove(gone.Objection);
        }
    }

    private void Put(SharingObjection objection)
    {
        if (_objections.TryAdd(objection.Objection, objection))
        {
            _order.Add(objection.Objection);
        }
        else
        {
            _objections[objection.Objection] = objection;
        }
    }
}
