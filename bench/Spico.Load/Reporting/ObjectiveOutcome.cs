namespace Spico.Load.Reporting;

/// <summary>What became of an objective on one result.</summary>
/// <param name="Objective">As it was given.</param>
/// <param name="Of">The result it was held against.</param>
/// <param name="Measured">The median of the repeats; null: nothing was measured that counts.</param>
/// <param name="IsMet">Whether it is met.</param>
internal sealed record ObjectiveOutcome(string Objective, string Of, double? Measured, bool IsMet);
