namespace Spico.Load.Sessions;

/// <summary>The way of one file from person to person.</summary>
/// <param name="Begun">When its upload was begun.</param>
/// <param name="Visible">When it was shown to the other.</param>
/// <param name="Download">How long its download took.</param>
/// <param name="IsWhole">Whether every byte came back.</param>
internal readonly record struct FileTrip(long Begun, long Visible, TimeSpan Download, bool IsWhole);
