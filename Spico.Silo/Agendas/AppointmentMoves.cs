using Spico.Protocol.V1;
using State = Spico.Protocol.V1.AppointmentState;

namespace Spico.Silo.Agendas;

/// <summary>The way of an appointment.</summary>
internal static class AppointmentMoves
{
    /// <summary>Whether there is no way on.</summary>
    public static bool IsOver(State state) =>
        state is State.Fulfilled or State.Cancelled or State.NoShow or State.EnteredInError;

    /// <summary>Whether nothing takes place, or has taken place.</summary>
    public static bool IsOff(State state) => state is State.Cancelled or State.NoShow or State.EnteredInError;

    /// <summary>Whether an appointment may go from one state to another.</summary>
    public static bool MayGo(State from, State to) => from switch
    {
        _ when to is State.Cancelled or State.EnteredInError => !IsOver(from),
        State.Proposed => to is State.Pending or State.Booked,
        State.Pending => to is State.Booked,
        State.Booked => to is State.Arrived or State.Fulfilled or State.NoShow,
        State.Arrived => to is State.Fulfilled,
        _ => false,
    };
}
