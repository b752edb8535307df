using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Accesses;

/// <summary>
/// The rights of those who are not in the circle: by a structure that is, or in an emergency. Each person has one, and
/// none once they are in the circle themselves.
/// </summary>
internal sealed class DossierAccesses : IDossierPart
{
    private readonly List<DossierAccess> _accesses = [];

    public DataClass Class => DataClass.Circle;

    /// <summary>Those that last, in the order they began.</summary>
    public IEnumerable<DossierAccess> Open => _accesses.Where(access => access.EndedAt == 0);

    /// <summary>All that are known: those that last, and the last emergencies that are over.</summary>
    public IReadOnlyList<DossierAccess> All => _accesses;

    /// <summary>The right that a fact gives or takes; null for other facts.</summary>
    public static AccessChange? AccessGivenBy(Fact body) =>
        body.AccessChanged?.Access is { } access && PersonId.TryFrom(access.Person, out PersonId person)
            ? new AccessChange(
                person, access.EndedAt == 0 ? RightsTable.Current.AccessOf(access.Role) : null)
            : null;

    /// <summary>The right of a person that lasts, or null.</summary>
    public DossierAccess? Find(PersonId person)
    {
        int at = IndexOf(person.ToByteString());
        return at < 0 ? null : _accesses[at];
    }

    /// <summary>Whether somebody writes what is of a class.</summary>
    public static bool MayWrite(DossierAccess access, DataClass dataClass) =>
        RightsTable.Current.MayWrite(access.Role, dataClass)
        && (access.Kind != AccessKind.Emergency || dataClass == DataClass.Coordination);

    public void Apply(in StreamFact fact)
    {
        switch (fact.Kind)
        {
            case Fact.BodyOneofCase.AccessChanged:
                Put(fact.Body!.AccessChanged.Access);
                break;
            case Fact.BodyOneofCase.CircleChanged
                when fact.Body!.CircleChanged.Member is { Professional: { } professional } member
                    && CirclePeriods.PresentOf(member) is not null
                    && IndexOf(professional.Person) is var at and >= 0:
                // Whoever joins has no other right beside it.
                DossierAccess ended = _accesses[at].Clone();
                ended.EndedAt = fact.Head.At;
                Put(ended);
                break;
        }
    }

    public void Show(DossierView view) => view.Accesses.Add(_accesses);

    public void Restore(DossierView view) => _accesses.AddRange(view.Accesses);

    private int IndexOf(ByteString person) =>
        _accesses.FindIndex(access => access.EndedAt == 0 && access.Person == person);

    private void Put(DossierAccess access)
    {
        int at = IndexOf(access.Person);
        if (at < 0 && access.EndedAt == 0)
        {
            _accesses.Add(access);
        }
        else if (at >= 0 && (access.EndedAt == 0 || access.Kind == AccessKind.Emergency))
        {
            _accesses[at] = access;
        }
        else if (at >= 0)
        {
            _accesses.RemoveAt(at);
        }

        if (_accesses.Count(one => one.EndedAt != 0) > AccessLimits.Past)
        {
            _accesses.RemoveAt(_accesses.FindIndex(one => one.EndedAt != 0));
        }
    }
}
