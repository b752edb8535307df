using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Stays;

/// <summary>The last stays of the patient in hospital; all of them are in the history.</summary>
internal sealed class HospitalStays : IDossierPart
{
    private readonly RecentEntries<HospitalStay> _stays = new(
        StayLimits.Recent, stay => StayMoves.IsOver(stay.State));

    public DataClass Class => DataClass.Medical;

    /// <summary>The last stays, in the order they were recorded.</summary>
    public IReadOnlyCollection<HospitalStay> All => _stays.All;

    /// <summary>How many are not over.</summary>
    public int OpenCount => _stays.All.Count(stay => !StayMoves.IsOver(stay.State));

    /// <summary>A stay among the last ones, or null.</summary>
    public HospitalStay? Find(ulong stay) => _stays.Find(stay);

    /// <summary>Whether the patient is in hospital by another stay than this one.</summary>
    public bool IsPresentBeside(ulong stay) =>
        _stays.All.Any(other => other.Stay != stay && StayMoves.IsPresent(other.State));

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind == Fact.BodyOneofCase.StayChanged)
        {
            HospitalStay stay = fact.Body!.StayChanged.Stay;
            _stays.Put(stay.Stay, stay);
        }
    }

    public void Show(DossierView view) => view.Stays.Add(_stays.All);

    public void Restore(DossierView view)
    {
        foreach (HospitalStay stay in view.Stays)
        {
            _stays.Put(stay.Stay, stay);
        }
    }
}
