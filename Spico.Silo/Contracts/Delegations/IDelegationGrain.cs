using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Delegations;

/// <summary>
/// Who may act for a person: the grain of that person's inbox. Answers a <see cref="Reply"/> as other grains do.
/// </summary>
[Alias("spico.delegation")]
public interface IDelegationGrain : IGrainWithStringKey
{
    /// <summary>Lets somebody act for the caller.</summary>
    [Alias("grant"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> GrantDelegation(Caller caller, GrantDelegationRequest request);

    /// <summary>Ends a delegation of the caller.</summary>
    [Alias("revoke"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> RevokeDelegation(Caller caller, RevokeDelegationRequest request);

    /// <summary>What the caller gave and has.</summary>
    [Alias("list"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> ListDelegations(Caller caller, ListDelegationsRequest request);

    /// <summary>
    /// Until when a person may act for the inbox's owner just now, in milliseconds since 1970-01-01T00:00:00Z; 0: they
    /// may not.
    /// </summary>
    [Alias("acts-until"), ResponseTimeout("00:00:05")]
    ValueTask<long> ActsUntil(PersonId person);

    /// <summary>The same, with what is withheld from them and as what they act.</summary>
    [Alias("standing"), ResponseTimeout("00:00:05")]
    ValueTask<DelegationStanding> StandingOf(PersonId person);
}
