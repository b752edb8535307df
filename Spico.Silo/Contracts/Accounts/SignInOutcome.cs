using Spico.Protocol.V1;

namespace Spico.Silo.Accounts;

/// <summary>The answer to a sign-in: exactly one of the two is set.</summary>
/// <param name="Response">The token.</param>
/// <param name="Refusal">The refusal.</param>
[GenerateSerializer, Immutable]
[Alias("spico.sign-in-outcome")]
public sealed record SignInOutcome([property: Id(0)] SignInResponse? Response, [property: Id(1)] Error? Refusal);
