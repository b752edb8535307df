using Google.Protobuf;
using Orleans;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Gateway.Sessions;

/// <summary>The commands on agendas: whichever names an owner goes to the grain of their agenda.</summary>
internal sealed class AgendaRoutes(IGrainFactory grains)
{
    /// <summary>Whether a command is one of these.</summary>
    public static bool Has(Command command) => command.BodyCase
        is Case.ChangeAgenda or Case.ListAgenda or Case.FindFreeTimes or Case.SetAgendaFeed;

    /// <summary>The agenda that a command names, when it is one of these.</summary>
    public static StreamId? AgendaOf(Command command) => command.BodyCase switch
    {
        Case.ChangeAgenda => AgendaOf(
            command.ChangeAgenda.Person, command.ChangeAgenda.Structure, command.ChangeAgenda.Agenda),
        Case.ListAgenda => AgendaOf(command.ListAgenda.Person, command.ListAgenda.Structure, command.ListAgenda.Agenda),
        Case.SetAgendaFeed => AgendaOf(
            command.SetAgendaFeed.Person, command.SetAgendaFeed.Structure, ByteString.Empty),
        _ => null,
    };

    /// <summary>Has a command carried out.</summary>
    public ValueTask<Reply> RouteAsync(Caller caller, Command command) =>
        command.BodyCase == Case.FindFreeTimes
            ? grains.GetGrain<IFreeTimesGrain>(0).Find(caller, command.FindFreeTimes)
        : AgendaOf(command) is { } agenda
            ? grains.GetGrain<IAgendaGrain>(StreamKey.Of(agenda)).CarryOut(caller, command)
        : ValueTask.FromResult(Refusal.Invalid("person", "The 16 bytes of an owner, or of an agenda."));

    private static StreamId? AgendaOf(ByteString person, ByteString structure, ByteString agenda) =>
        PersonId.TryFrom(person, out PersonId self) ? StreamId.AgendaOf(self)
        : StructureId.TryFrom(structure, out StructureId owner) ? StreamId.AgendaOf(owner)
        : StreamId.TryFrom(agenda, out StreamId stream) && stream.Kind == StreamKind.Agenda ? stream
        : null;
}
