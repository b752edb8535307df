using Spico.Protocol;

namespace Spico.Silo.Accounts;

/// <summary>Tokens that no longer hold.</summary>
/// <param name="Person">Whose.</param>
/// <param name="IssuedBefore">Those issued before this moment.</param>
[GenerateSerializer, Immutable]
[Alias("spico.revocation")]
public sealed record Revocation([property: Id(0)] PersonId Person, [property: Id(1)] DateTimeOffset IssuedBefore);
