namespace Spico.Silo.Syntheses.Gathering;

/// <summary>What a message said from a time on.</summary>
internal sealed record MessageVersion(DateTimeOffset At, string Text);
