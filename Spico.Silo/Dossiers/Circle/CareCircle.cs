using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>Who cares for the patient, and who did.</summary>
internal sealed class CareCircle : IDossierPart
{
    private readonly Dictionary<ByteString, CircleMember> _members = [];
    private readonly List<ByteString> _order = [];

    public DataClass Class => DataClass.Circle;

    /// <summary>Everybody who is or was in it, in the order they came.</summary>
    public IEnumerable<CircleMember> Members => _order.Select(id => _members[id]);

    /// <summary>How many are or were in it.</summary>
    public int MemberCount => _members.Count;

    /// <summary>The professionals who are in it.</summary>
    public IEnumerable<CircleMember> Professionals =>
        Members.Where(member => member.Professional is not null && CirclePeriods.PresentOf(member) is not null);

    /// <summary>The structures that are in it.</summary>
    public IEnumerable<ByteString> Structures => Members
        .Where(member => member.Structure is not null && CirclePeriods.PresentOf(member) is not null)
        .Select(member => member.Structure.Structure);

    /// <summary>The right to a dossier that a fact gives or takes.</summary>
    public static AccessChange? AccessGivenBy(Fact body) =>
        body.CircleChanged?.Member is { Professional: { } professional } member
            && PersonId.TryFrom(professional.Person, out PersonId person)
            ? new AccessChange(person, AccessIn(member))
            : null;

    /// <summary>The period by which a person is in it; null for who is not.</summary>
    public CirclePeriod? PeriodOf(PersonId person) =>
        _members.TryGetValue(CircleMemberId.Of(person), out CircleMember? member)
            ? CirclePeriods.PresentOf(member)
            : null;

    /// <summary>
    /// Whether a person is in it: as a professional, as the patient, or as a relative, by an account of their own.
    /// </summary>
    public bool Has(PersonId person) => PeriodOf(person) is not null
        || Members.Any(member => CirclePeriods.PresentOf(member) is not null
            && PersonId.TryFrom(member.Patient?.Person ?? member.Relative?.Person, out PersonId known)
            && known == person);

    /// <summary>Whether a person is the patient, by an account of their own.</summary>
    public bool IsPatient(PersonId person) => Members.Any(member => member.Patient is { } patient
        && CirclePeriods.PresentOf(member) is not null
        && PersonId.TryFrom(patient.Person, out PersonId known) && known == person);

    /// <summary>The patient and who represents them by law, as far as they have accounts of their own.</summary>
    public IEnumerable<PersonId> PatientAndRepresentatives
    {
        get
        {
            foreach (CircleMember member in Members.Where(one => CirclePeriods.PresentOf(one) is not null))
            {
                ByteString? account = member.Patient?.Person
                    ?? (member.Relative?.Roles.Contains(RelativeRole.LegalRepresentative) == true
                        ? member.Relative.Person
                        : null);
                if (PersonId.TryFrom(account, out PersonId person))
                {
                    yield return person;
                }
            }
        }
    }

    /// <summary>The professionals in it who read a class.</summary>
    public IEnumerable<PersonId> Readers(DataClass dataClass)
    {
        foreach (CircleMember member in Professionals)
        {
            if (AccessIn(member)?.CanRead(dataClass) == true
                && PersonId.TryFrom(member.Professional.Person, out PersonId person))
            {
                yield return person;
            }
        }
    }

    /// <summary>A member, or null.</summary>
    public CircleMember? Find(ByteString id) => _members.GetValueOrDefault(id);

    /// <summary>Who was in it at a time, each with the one period that held.</summary>
    public IEnumerable<CircleMember> At(long time)
    {
        foreach (CircleMember member in Members)
        {
            if (member.Periods.FirstOrDefault(period => CirclePeriods.Holds(period, time)) is { } held)
            {
                CircleMember then = member.Clone();
                then.Periods.Clear();
                then.Periods.Add(held);
                yield return then;
            }
        }
    }

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind == Fact.BodyOneofCase.CircleChanged)
        {
            Put(fact.Body!.CircleChanged.Member);
        }
    }

    public void Show(DossierView view) => view.Circle.Add(Members);

    public void Restore(DossierView view)
    {
        foreach (CircleMember member in view.Circle)
        {
            Put(member);
        }
    }

    private static StreamAccess? AccessIn(CircleMember member) => CirclePeriods.PresentOf(member) is { } present
        ? RightsTable.Current.AccessOf(present.Role)
        : null;

    private void Put(CircleMember member)
    {
        if (_members.TryAdd(member.Id, member))
        {
            _order.Add(member.Id);
        }
        else
        {
            _members[member.Id] = member;
        }
    }
}
