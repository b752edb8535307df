using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Host.Demo;

/// <summary>An invented professional.</summary>
internal sealed record DemoPerson(
    int Number, string Login, string Name, string Profession, Sector Sector, string Structure, string Town)
{
    /// <summary>The same at every start, so that loading twice changes nothing.</summary>
    public PersonId Id { get; } = PersonId.From(new Guid($"0190de00-0000-7000-8000-{Number:d12}"));

    public Person ToMessage() => new()
    {
        Id = Id.ToByteString(),
        Name = Name,
        Profession = Profession,
        Sector = Sector,
        Structure = Structure,
        Town = Town,
    };
}
