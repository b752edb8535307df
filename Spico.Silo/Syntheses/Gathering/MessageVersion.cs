using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses.Gathering;

/// <summary>What a message said from a time on.</summary>
/// <param name="At">From when on.</param>
/// <param name="Text">What.</param>
/// <param name="ActedBy">Who wrote it for the author; null: the author.</param>
internal sealed record MessageVersion(DateTimeOffset At, string Text, Person? ActedBy = null);
