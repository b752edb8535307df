namespace Spico.Silo.People;

/// <summary>Those who were registered on this server, and nobody of the directory.</summary>
/// <param name="Store">Where they are kept.</param>
internal sealed record RegisteredPeople(IPeopleStore Store);
