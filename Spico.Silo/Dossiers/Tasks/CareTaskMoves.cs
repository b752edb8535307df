using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Tasks;

/// <summary>The way of a task.</summary>
internal static class CareTaskMoves
{
    /// <summary>Whether there is no way on.</summary>
    public static bool IsOver(CareTaskState state) =>
        state is CareTaskState.Done or CareTaskState.Refused or CareTaskState.Cancelled;

    /// <summary>Whether a task may go from one state to another.</summary>
    public static bool MayGo(CareTaskState from, CareTaskState to) => from switch
    {
        _ when to == CareTaskState.Cancelled => !IsOver(from),
        CareTaskState.Requested => to is CareTaskState.Accepted or CareTaskState.Refused,
        CareTaskState.Accepted => to == CareTaskState.InProgress,
        CareTaskState.InProgress => to is CareTaskState.OnHold or CareTaskState.Done,
        CareTaskState.OnHold => to is CareTaskState.InProgress or CareTaskState.Done,
        _ => false,
    };
}
