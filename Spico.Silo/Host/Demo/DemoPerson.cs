using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.Host.Demo;

/// <summary>An invented professional.</summary>
internal sealed record DemoPerson(
    int Number, string Login, string Name, string Profession, Sector Sector, string Structure, string Town)
{
    /// <summary>The same at every start, so that loading twice changes nothing.</summary>
    public PersonId Id { get; } = PersonId.From(new Guid($"0190de00-0000-7000-8000-{Number:d12}"));

    /// <summary>Where they practise, as the server names it.</summary>
    public StructureId StructureId { get; } = StructureIds.Of("", "", "", Structure, Town)!.Value;

    /// <summary>The person as an administrator registers them, without an account.</summary>
    public NewPerson ToRegistration() => new()
    {
        Person = ToMessage(),
        Practices =
        {
            new PracticeSituation { Profession = Profession, StructureName = Structure, Town = Town },
        },
    };

    /// <summary>Who calls when they do.</summary>
    public Caller ToCaller(bool isAdministrator = false) =>
        new(Id, SessionId.From(Guid.Empty), "demo", isAdministrator);

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
