using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Plans;

/// <summary>The last coordination plan of a dossier; the versions of it are in the history.</summary>
internal sealed class PlanBook : IDossierPart
{
    public DataClass Class => DataClass.Plan;

    /// <summary>The plan, or null.</summary>
    public CoordinationPlan? Plan { get; private set; }

    /// <summary>The plan while it is not over.</summary>
    public CoordinationPlan? Open => Plan is null || PlanMoves.IsOver(Plan.State) ? null : Plan;

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind == Fact.BodyOneofCase.PlanChanged)
        {
            Plan = fact.Body!.PlanChanged.Plan;
        }
    }

    public void Show(DossierView view) => view.Plan = Plan;

    public void Restore(DossierView view) => Plan = view.Plan;
}
