namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>Text in one style.</summary>
internal readonly record struct TextSpan(string Text, TextStyle Style);
