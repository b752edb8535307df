using System.Security.Cryptography;
using System.Text;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Load.Sessions;

/// <summary>A person of a run: the same name is the same person in every run.</summary>
internal sealed record LoadPerson(string Name, PersonId Id)
{
    public static LoadPerson Named(string name)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes("spico-load:" + name));
        return new LoadPerson(name, PersonId.From(new Guid(hash.AsSpan(0, 16), bigEndian: true)));
    }

    public NewPerson ToNewPerson() =>
        new() { Person = new Person { Id = Id.ToByteString(), Name = Name, Profession = "Load" } };
}
