namespace Spico.Silo.Professionals.Searching;

/// <summary>Whom a search found, by number.</summary>
/// <param name="Numbers">In the order in which they are shown.</param>
/// <param name="Exact">How many of them, from the first on, are what was typed.</param>
/// <param name="HasMore">Whether there is a next page.</param>
internal sealed record FoundNumbers(List<int> Numbers, int Exact, bool HasMore);
