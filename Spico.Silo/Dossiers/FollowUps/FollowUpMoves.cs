using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.FollowUps;

/// <summary>The way of an episode.</summary>
internal static class FollowUpMoves
{
    /// <summary>Whether an episode is over: it can only turn out to be an error.</summary>
    public static bool IsOver(FollowUpState state) =>
        state is FollowUpState.Closed or FollowUpState.Declined or FollowUpState.EnteredInError;

    /// <summary>Whether an episode may begin in a state.</summary>
    public static bool MayBegin(FollowUpState state) =>
        state is FollowUpState.Requested or FollowUpState.Assessing or FollowUpState.Active;

    /// <summary>Whether an episode may go from one state to another.</summary>
    public static bool MayGo(FollowUpState from, FollowUpState to) => from switch
    {
        _ when to == FollowUpState.EnteredInError => from != to,
        FollowUpState.Requested => to is FollowUpState.Assessing or FollowUpState.Declined,
        FollowUpState.Assessing => to is FollowUpState.Active or FollowUpState.Declined,
        FollowUpState.Active => to is FollowUpState.Watching or FollowUpState.Closed,
        FollowUpState.Watching => to is FollowUpState.Active or FollowUpState.Closed,
        _ => false,
    };
}
