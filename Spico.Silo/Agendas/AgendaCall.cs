using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>A command to an agenda, as it came.</summary>
/// <param name="Agenda">The agenda whose grain was asked.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Services">What is found out elsewhere.</param>
/// <param name="Now">When, in milliseconds since 1970-01-01T00:00:00Z.</param>
internal sealed record AgendaCall(StreamId Agenda, Caller Caller, AgendaServices Services, long Now)
{
    /// <summary>Of a change to an appointment: the dossier that it is about; null: about none.</summary>
    public ByteString? Dossier { get; init; }

    /// <summary>Checks that an owner is the one of this agenda; null when all is well.</summary>
    public Error? CheckOwner(ByteString person, ByteString structure, ByteString agenda)
    {
        string field = !agenda.IsEmpty ? "agenda" : !structure.IsEmpty ? "structure" : "person";
        StreamId? named = !agenda.IsEmpty ? StreamId.TryFrom(agenda, out StreamId stream) ? stream : null
            : !structure.IsEmpty
                ? StructureId.TryFrom(structure, out StructureId owner) ? StreamId.AgendaOf(owner) : null
            : PersonId.TryFrom(person, out PersonId self) ? StreamId.AgendaOf(self) : null;
        return named == Agenda ? null : Refusal.Invalid(field, "The 16 bytes of an owner, or of an agenda.");
    }
}
