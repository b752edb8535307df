using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Stays;

/// <summary>The way of a stay.</summary>
internal static class StayMoves
{
    /// <summary>Whether there is no way on.</summary>
    public static bool IsOver(StayState state) => state is StayState.Discharged or StayState.Cancelled;

    /// <summary>Whether the patient is in hospital.</summary>
    public static bool IsPresent(StayState state) => state is StayState.Arrived or StayState.Admitted;

    /// <summary>Whether a stay may be recorded in a state.</summary>
    public static bool MayBegin(StayState state) =>
        state is StayState.Planned or StayState.Arrived or StayState.Admitted;

    /// <summary>Whether a stay may go from one state to another.</summary>
    public static bool MayGo(StayState from, StayState to) => from switch
    {
        StayState.Planned => to is StayState.Arrived or StayState.Admitted or StayState.Cancelled,
        StayState.Arrived => to is StayState.Admitted or StayState.Discharged,
        StayState.Admitted => to is StayState.OnLeave or StayState.Discharged,
        StayState.OnLeave => to is StayState.Admitted or StayState.Discharged,
        _ => false,
    };

    /// <summary>What the notebook says of a stay that came to a state.</summary>
    public static LiaisonKind EntryOf(StayState state) => state switch
    {
        StayState.Planned => LiaisonKind.StayPlanned,
        StayState.Cancelled => LiaisonKind.StayCancelled,
        StayState.OnLeave or StayState.Discharged => LiaisonKind.OutOfHospital,
        _ => LiaisonKind.InHospital,
    };
}
