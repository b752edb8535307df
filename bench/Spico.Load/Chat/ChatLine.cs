namespace Spico.Load.Chat;

/// <summary>A message of a chat log.</summary>
/// <param name="Minute">Minutes since the log began.</param>
/// <param name="Speaker">The nick.</param>
/// <param name="Text">What was said.</param>
internal sealed record ChatLine(int Minute, string Speaker, string Text);
