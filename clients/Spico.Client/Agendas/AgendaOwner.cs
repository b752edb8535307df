using Google.Protobuf;
using Spico.Protocol;

namespace Spico.Client.Agendas;

/// <summary>Whose agenda is meant: a professional's, a structure's, or the one of a stream.</summary>
public sealed class AgendaOwner
{
    private AgendaOwner()
    {
    }

    internal ByteString? Person { get; private init; }

    internal ByteString? Structure { get; private init; }

    internal ByteString? Agenda { get; private init; }

    /// <summary>The agenda of a professional.</summary>
    public static AgendaOwner Of(PersonId person) => new() { Person = person.ToByteString() };

    /// <summary>The agenda of a structure.</summary>
    public static AgendaOwner Of(StructureId structure) => new() { Structure = structure.ToByteString() };

    /// <summary>The agenda of a stream.</summary>
    public static AgendaOwner Of(StreamId agenda) => new() { Agenda = agenda.ToByteString() };
}
