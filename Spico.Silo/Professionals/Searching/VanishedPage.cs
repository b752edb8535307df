using Spico.Protocol;

namespace Spico.Silo.Professionals.Searching;

/// <summary>Some of those whom the import in use has left out.</summary>
/// <param name="People">Who.</param>
/// <param name="Last">The number to go on after.</param>
internal sealed record VanishedPage(List<PersonId> People, int Last);
