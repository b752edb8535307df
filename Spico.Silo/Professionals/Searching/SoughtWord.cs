namespace Spico.Silo.Professionals.Searching;

/// <summary>A word that is looked for.</summary>
/// <param name="Text">Folded: the beginning of a word.</param>
/// <param name="Near">Words that do as well: those a letter away.</param>
/// <param name="IsOnlyNear">Whether only those will do.</param>
internal sealed record SoughtWord(string Text, string[] Near, bool IsOnlyNear = false);
