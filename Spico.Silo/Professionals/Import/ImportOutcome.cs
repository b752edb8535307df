namespace Spico.Silo.Professionals.Import;

/// <summary>How an import ended.</summary>
/// <param name="Record">What it made.</param>
/// <param name="State">What became of it.</param>
/// <param name="Findings">What was wrong with rows, the first so many.</param>
internal sealed record ImportOutcome(ImportRecord Record, ImportState State, IReadOnlyList<Finding> Findings);
