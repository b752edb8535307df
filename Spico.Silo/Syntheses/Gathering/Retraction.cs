using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses.Gathering;

/// <summary>A message was taken back.</summary>
internal sealed record Retraction(Person By, DateTimeOffset At);
