using System.Diagnostics.CodeAnalysis;
using Spico.Client.Agendas;
using Spico.Client.Transfers;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>Agendas, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientAgendas
{
    /// <summary>Books an appointment.</summary>
    public static Task<ChangeAgendaResponse> BookAsync(
        this SpicoClient client,
        AgendaOwner owner,
        AppointmentDetails details,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        client.ChangeAgendaAsync(owner, new ChangeAgendaRequest { Book = details }, requestId, cancellationToken);

    /// <summary>Changes an appointment as a whole.</summary>
    public static Task<ChangeAgendaResponse> ChangeAppointmentAsync(
        this SpicoClient client,
        AgendaOwner owner,
        AppointmentChange change,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) => client.ChangeAgendaAsync(
            owner, new ChangeAgendaRequest { ChangeAppointment = change }, requestId, cancellationToken);

    /// <summary>Moves one occurrence, or leaves it out.</summary>
    public static Task<ChangeAgendaResponse> MoveOccurrenceAsync(
        this SpicoClient client,
        AgendaOwner owner,
        OccurrenceMove move,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) => client.ChangeAgendaAsync(
            owner, new ChangeAgendaRequest { MoveOccurrence = move }, requestId, cancellationToken);

    /// <summary>Moves an appointment on its way.</summary>
    public static Task<ChangeAgendaResponse> MoveAppointmentAsync(
        this SpicoClient client,
        AgendaOwner owner,
        AppointmentMove move,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        client.ChangeAgendaAsync(owner, new ChangeAgendaRequest { Move = move }, requestId, cancellationToken);

    /// <summary>Says, as a participant, whether the person will be there.</summary>
    public static Task<ChangeAgendaResponse> AnswerAppointmentAsync(
        this SpicoClient client,
        StreamId agenda,
        ulong appointment,
        ParticipantAnswer answer,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) => client.ChangeAgendaAsync(
            AgendaOwner.Of(agenda),
            new ChangeAgendaRequest { Answer = new AppointmentAnswer { Appointment = appointment, Answer = answer } },
            requestId,
            cancellationToken);

    /// <summary>Shares an agenda with somebody, or no more.</summary>
    public static Task<ChangeAgendaResponse> ShareAgendaAsync(
        this SpicoClient client,
        AgendaOwner owner,
        PersonId person,
        AgendaAccess access,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) => client.ChangeAgendaAsync(
            owner,
            new ChangeAgendaRequest { Share = new AgendaShare { Person = person.ToByteString(), Access = access } },
            requestId,
            cancellationToken);

    /// <summary>What is in an agenda between two times.</summary>
    public static async Task<ListAgendaResponse> ListAgendaAsync(
        this SpicoClient client,
        [NotNull] AgendaOwner owner,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken = default)
    {
        var request = new ListAgendaRequest
        {
            From = from.ToUnixTimeMilliseconds(),
            To = to.ToUnixTimeMilliseconds(),
        };
        if (owner.Person is not null)
        {
            request.Person = owner.Person;
        }
        else if (owner.Structure is not null)
        {
            request.Structure = owner.Structure;
        }
        else
        {
            request.Agenda = owner.Agenda;
        }

        return (await client.AskAsync(new Command { ListAgenda = request }, cancellationToken)).ListAgenda;
    }

    /// <summary>When several are free.</summary>
    public static async Task<FindFreeTimesResponse> FindFreeTimesAsync(
        this SpicoClient client, FindFreeTimesRequest query, CancellationToken cancellationToken = default) =>
        (await client.AskAsync(new Command { FindFreeTimes = query }, cancellationToken)).FindFreeTimes;

    /// <summary>
    /// Makes the secret link under which calendar software reads the person's agenda, or takes it away. Null: there is
    /// none.
    /// </summary>
    public static async Task<Uri?> SetAgendaFeedAsync(
        this SpicoClient client,
        bool isOn,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new SetAgendaFeedRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Person = client.Welcome.Person,
            On = isOn,
        };
        Reply reply = await client.AskAsync(new Command { SetAgendaFeed = request }, cancellationToken);
        string path = reply.SetAgendaFeed.Path;
        return path.Length == 0 ? null : new Uri(FileCalls.AddressOf(client.Options), path);
    }

    private static async Task<ChangeAgendaResponse> ChangeAgendaAsync(
        this SpicoClient client,
        AgendaOwner owner,
        ChangeAgendaRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        if (owner.Person is not null)
        {
            request.Person = owner.Person;
        }
        else if (owner.Structure is not null)
        {
            request.Structure = owner.Structure;
        }
        else
        {
            request.Agenda = owner.Agenda;
        }

        Reply reply = await client.AskAsync(new Command { ChangeAgenda = request }, cancellationToken);
        return reply.ChangeAgenda;
    }
}
