using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>What a patient objects to, by chance: one person, one structure or everybody.</summary>
internal static class ObjectionDesk
{
    public static Error? Object(this Desk desk, PersonId author, PersonId person, ByteString structure, long chance)
    {
        var objection = new NewObjection
        {
            Means = ConsentMeans.Oral,
            Proof = "said so",
            InEmergencies = chance % 2 == 0,
        };
        if (chance % 3 == 0)
        {
            objection.Structures.Add(structure);
        }
        else if (chance % 3 == 1)
        {
            objection.Persons.Add(person.ToByteString());
        }

        return desk.Change(author, new ChangeObjectionRequest { Record = objection });
    }

    public static Error? LiftObjection(this Desk desk, PersonId author)
    {
        var lift = new ObjectionLift
        {
            Objection = desk.Dossier.Show(StreamAccess.All).Objections
                .FirstOrDefault(one => one.LiftedAt == 0)?.Objection ?? Desk.Id(),
            Proof = "said so",
        };
        return desk.Change(author, new ChangeObjectionRequest { Lift = lift });
    }
}
