namespace Spico.Silo.Agendas.Times;

/// <summary>An appointment as it takes place once, in milliseconds since 1970-01-01T00:00:00Z.</summary>
/// <param name="Planned">When the recurrence has it begin.</param>
/// <param name="StartsAt">When it begins.</param>
/// <param name="EndsAt">When it ends.</param>
internal readonly record struct Occurrence(long Planned, long StartsAt, long EndsAt);
