using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses.Gathering;

/// <summary>Who took a message back.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="ActedBy">Who did it for them; null: they themselves.</param>
internal sealed record Retraction(Person By, DateTimeOffset At, Person? ActedBy = null);
