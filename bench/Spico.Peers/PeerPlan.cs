namespace Spico.Peers;

/// <summary>
/// Who is in what: member <c>m</c> is in conversation <c>m / MembersEach</c>, so there are
/// <c>Conversations × MembersEach</c> members in all, numbered from 0.
/// </summary>
/// <param name="Conversations">How many conversations there are.</param>
/// <param name="MembersEach">How many members each of them has.</param>
public sealed record PeerPlan(int Conversations, int MembersEach)
{
    /// <summary>How many members there are.</summary>
    public int Members => Conversations * MembersEach;
}
