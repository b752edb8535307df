using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Conversations;
using Spico.Silo.Dossiers;
using Spico.Silo.Files;
using Spico.Silo.Patients;
using Spico.Silo.People;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Silo.Host.Demo;

/// <summary>
/// Sends commands as the people of the demo region would: the grains check rights, decide and trace as for anybody. A
/// process without a gateway has it too.
/// </summary>
internal sealed class DemoDesk(IGrainFactory grains)
{
    private const int AttemptsMax = 5;

    /// <summary>Sends a command; its answer. A refusal is a mistake of the demo region's.</summary>
    public async Task<Reply> SendAsync(DemoPerson person, Command command)
    {
        Reply reply = await RouteAsync(person, command);
        for (int attempt = 1; reply.Error is { Retryable: true } && attempt < AttemptsMax; attempt++)
        {
            // As long as the server asks for, and longer each time.
            uint wait = Math.Max(50, reply.Error.RetryAfterMs);
            await Task.Delay(TimeSpan.FromMilliseconds((double)wait * attempt));
            reply = await RouteAsync(person, command);
        }

        return reply.Error is not { } error
            ? reply
            : throw new InvalidOperationException(
                $"The demo region was refused: {command.BodyCase} {error.Code} {error.Field} {error.Message}");
    }

    /// <summary>Brings a file; what shows it. The bytes are looked at as anybody's.</summary>
    public async Task<ByteString> UploadAsync(DemoPerson person, RequestId request, string name, byte[] bytes)
    {
        var begin = new BeginUploadRequest
        {
            RequestId = request.ToByteString(),
            Name = name,
            Size = (ulong)bytes.Length,
        };
        Reply announced = await SendAsync(person, new Command { BeginUpload = begin });
        IUploadGrain upload = Upload(FileId.AnnouncedBy(person.Id, request));
        UploadStatus status = await upload.Look(announced.BeginUpload.Ticket);
        if (status is { Refusal: null, Offset: 0 })
        {
            status = await upload.Append(new UploadPiece(announced.BeginUpload.Ticket, 0, bytes, IsHeldBack: false));
        }

        return status.Refusal is null
            ? announced.BeginUpload.File
            : throw new InvalidOperationException($"The demo region was refused: {name} {status.Refusal.Code}");
    }

    private ValueTask<Reply> RouteAsync(DemoPerson person, Command command)
    {
        Caller caller = person.ToCaller(isAdministrator: command.BodyCase == Case.RegisterPeople);
        return command.BodyCase switch
        {
            Case.RegisterPeople => grains.GetGrain<IPeopleGrain>(0).Register(caller, command.RegisterPeople),
            Case.RegisterPatient => grains.GetGrain<IPatientsGrain>(0).Register(caller, command.RegisterPatient),
            Case.CreateConversation => grains
                .GetGrain<IConversationGrain>(StreamKey.Of(OpenedBy(person, command.CreateConversation)))
                .Create(caller, command.CreateConversation),
            Case.PostMessage => grains
                .GetGrain<IConversationGrain>(KeyOf(command.PostMessage.Conversation))
                .Post(caller, command.PostMessage),
            Case.MarkRead => grains
                .GetGrain<IConversationGrain>(KeyOf(command.MarkRead.Conversation))
                .MarkRead(caller, command.MarkRead),
            Case.AcknowledgeUrgency => grains
                .GetGrain<IConversationUrgencies>(KeyOf(command.AcknowledgeUrgency.Conversation))
                .AcknowledgeUrgency(caller, command.AcknowledgeUrgency),
            Case.ResolveUrgency => grains
                .GetGrain<IConversationUrgencies>(KeyOf(command.ResolveUrgency.Conversation))
                .ResolveUrgency(caller, command.ResolveUrgency),
            Case.BeginUpload => Upload(FileId.AnnouncedBy(person.Id, IdOf(command.BeginUpload.RequestId)))
                .Begin(caller, command.BeginUpload),
            Case.ChangeAgenda => grains
                .GetGrain<IAgendaGrain>(StreamKey.Of(StreamId.AgendaOf(person.Id)))
                .CarryOut(caller, command),
            _ => grains.GetGrain<IDossierGrain>(KeyOf(DossierOf(command))).CarryOut(caller, command),
        };
    }

    private IUploadGrain Upload(FileId file) => grains.GetGrain<IUploadGrain>(FileKey.Of(file));

    private static StreamId OpenedBy(DemoPerson person, CreateConversationRequest request) =>
        StreamId.OpenedBy(StreamKind.Conversation, person.Id, IdOf(request.RequestId));

    private static ByteString DossierOf(Command command)
    {
        var body = (IMessage)Command.Descriptor.FindFieldByNumber((int)command.BodyCase).Accessor.GetValue(command);
        return command.BodyCase == Case.CreateDossier
            ? StreamId.DossierOf(IdOfStream(command.CreateDossier.Patient)).ToByteString()
            : (ByteString)body.Descriptor.FindFieldByName("dossier").Accessor.GetValue(body);
    }

    private static string KeyOf(ByteString stream) => StreamKey.Of(IdOfStream(stream));

    private static StreamId IdOfStream(ByteString bytes) => StreamId.TryFrom(bytes, out StreamId id)
        ? id
        : throw new InvalidOperationException("Not the id of a stream.");

    private static RequestId IdOf(ByteString bytes) => RequestId.TryFrom(bytes, out RequestId id)
        ? id
        : throw new InvalidOperationException("Not the id of a request.");
}
