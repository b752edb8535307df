using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// Delegations, as methods like <see cref="SpicoClientCommands"/>. Whoever has one opens a session with
/// <see cref="SpicoClientOptions.OnBehalfOf"/>.
/// </summary>
public static class SpicoClientDelegations
{
    /// <summary>Lets somebody act for the caller until a time. Its position names the delegation.</summary>
    public static async Task<GrantDelegationResponse> GrantDelegationAsync(
        this SpicoClient client,
        PersonId person,
        DelegationKind kind,
        DateTimeOffset until,
        DateTimeOffset? from = null,
        RequestId? requestId = null,
        IEnumerable<DataClass>? withheld = null,
        CancellationToken cancellationToken = default)
    {
        var request = new GrantDelegationRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Person = person.ToByteString(),
            Kind = kind,
            From = from?.ToUnixTimeMilliseconds() ?? 0,
            Until = until.ToUnixTimeMilliseconds(),
            Withheld = { withheld ?? [] },
        };
        return (await client.AskAsync(new Command { GrantDelegation = request }, cancellationToken)).GrantDelegation;
    }

    /// <summary>Ends a delegation of the caller.</summary>
    public static async Task<RevokeDelegationResponse> RevokeDelegationAsync(
        this SpicoClient client,
        ulong delegation,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new RevokeDelegationRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Delegation = delegation,
        };
        return (await client.AskAsync(new Command { RevokeDelegation = request }, cancellationToken))
            .RevokeDelegation;
    }

    /// <summary>What the caller gave and has, but for what is over.</summary>
    public static async Task<ListDelegationsResponse> ListDelegationsAsync(
        this SpicoClient client, CancellationToken cancellationToken = default)
    {
        var command = new Command { ListDelegations = new ListDelegationsRequest() };
        return (await client.AskAsync(command, cancellationToken)).ListDelegations;
    }
}
