using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Plans;

/// <summary>The way of a plan.</summary>
internal static class PlanMoves
{
    /// <summary>Whether there is no way on.</summary>
    public static bool IsOver(PlanState state) => state is PlanState.Revoked or PlanState.Completed;

    /// <summary>Whether a plan may go from one state to another; ACTIVE comes first by its validation.</summary>
    public static bool MayGo(PlanState from, PlanState to) => to switch
    {
        PlanState.Active => from == PlanState.OnHold,
        PlanState.OnHold => from == PlanState.Active,
        PlanState.Revoked => !IsOver(from),
        PlanState.Completed => from is PlanState.Active or PlanState.OnHold,
        _ => false,
    };
}
