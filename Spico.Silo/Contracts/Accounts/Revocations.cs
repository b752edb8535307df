namespace Spico.Silo.Accounts;

/// <summary>Revocations in force.</summary>
/// <param name="Version">Ask for what follows with this.</param>
/// <param name="Changes">What changed, in no order.</param>
[GenerateSerializer, Immutable]
[Alias("spico.revocation-list")]
public sealed record Revocations([property: Id(0)] long Version, [property: Id(1)] Revocation[] Changes);
