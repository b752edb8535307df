using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;

namespace Spico.Silo.Host.Demo.Dossiers;

/// <summary>A dossier being written: what is most often done to one, each as a command of somebody in it.</summary>
internal sealed class DemoRecord(
    DemoDesk desk, DemoDossier demo, DemoCalendar calendar, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, ByteString> _relatives = [];
    private StreamId _dossier;
    private int _requests;

    /// <summary>Its days.</summary>
    public DemoCalendar Days => calendar;

    /// <summary>Sends a command as somebody, about this dossier, under the next request id.</summary>
    public Task<Reply> DoesAsync(string login, Command command)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = (IMessage)Command.Descriptor.FindFieldByNumber((int)command.BodyCase).Accessor.GetValue(command);
        Set(body, "request_id", Next().ToByteString());
        Set(body, "dossier", _dossier.ToByteString());
        return desk.SendAsync(DemoPeople.Named(login), command);
    }

    /// <summary>Somebody creates it; the patient and everybody the patient consents to may join.</summary>
    public async Task OpensAsync(string login, CareFunction function, string consent)
    {
        DemoPerson creator = DemoPeople.Named(login);
        Reply known = await desk.SendAsync(DemoPeople.Named(demo.Talk.Members[0]), new Command
        {
            RegisterPatient = new RegisterPatientRequest
            {
                RequestId = demo.Talk.Registration.ToByteString(),
                Traits = demo.Talk.Patient,
                Status = IdentityStatus.Vali,
            },
        });
        _ = StreamId.TryFrom(known.RegisterPatient.Dossier, out _dossier);
        await desk.SendAsync(creator, new Command
        {
            CreateDossier = new CreateDossierRequest
            {
                RequestId = Next().ToByteString(),
                Patient = known.RegisterPatient.Patient,
                Function = function,
                Ground = new LegalGround { Basis = LegalBasis.Exchange },
            },
        });
        await DoesAsync(login, new Command
        {
            RecordConsent = new RecordConsentRequest
            {
                Consent = new SharingConsent
                {
                    State = ConsentState.Given,
                    Means = ConsentMeans.Written,
                    Proof = consent,
                },
            },
        });
        await JoinsAsync(login, new BeginCirclePeriod { Patient = new CarePatient() });
    }

    /// <summary>A professional joins the circle, since a day that is past.</summary>
    public Task JoinsAsync(string by, string login, CareFunction function, int day) => JoinsAsync(
        by,
        new BeginCirclePeriod
        {
            Person = PersonOf(login),
            Function = function,
            Ground = new LegalGround { Basis = LegalBasis.Consent },
            From = calendar.At(day),
        });

    /// <summary>The structure of a professional joins the circle.</summary>
    public Task StructureJoinsAsync(string by, string login, CareFunction function, int day) => JoinsAsync(
        by,
        new BeginCirclePeriod
        {
            Structure = new CareStructure
            {
                Structure = StructureOf(login),
                Name = DemoPeople.Named(login).Structure,
            },
            Function = function,
            Ground = new LegalGround { Basis = LegalBasis.Consent },
            From = calendar.At(day),
        });

    /// <summary>A relative joins the circle.</summary>
    public async Task RelativeJoinsAsync(string by, CareRelative relative, int day) =>
        _relatives[relative.Name] = await JoinsAsync(
            by, new BeginCirclePeriod { Relative = relative, From = calendar.At(day) });

    /// <summary>A member of the circle, as forms name them.</summary>
    public ByteString MemberOf(string who) => _relatives.TryGetValue(who, out ByteString? relative)
        ? relative
        : CircleMemberId.Of(DemoPeople.Named(who).Id);

    /// <summary>Somebody writes in the notebook what happened; the entry.</summary>
    public async Task<ulong> NotesAsync(
        string login,
        long at,
        LiaisonKind kind,
        string text,
        LiaisonSeverity severity = LiaisonSeverity.Routine)
    {
        var write = new NewLiaisonEntry { Kind = kind, Text = text, Severity = severity, HappenedAt = at };
        Reply reply = await DoesAsync(
            login, new Command { ChangeLiaison = new ChangeLiaisonRequest { Write = write } });
        return reply.ChangeLiaison.Entry;
    }

    /// <summary>Somebody takes note of a critical entry.</summary>
    public Task AcknowledgesAsync(string login, ulong entry) => DoesAsync(
        login, new Command { ChangeLiaison = new ChangeLiaisonRequest { Acknowledge = entry } });

    /// <summary>Somebody asks for something to be done; the task.</summary>
    public async Task<ulong> AsksAsync(string login, NewCareTask task)
    {
        Reply reply = await DoesAsync(login, new Command { ChangeTask = new ChangeTaskRequest { Create = task } });
        return reply.ChangeTask.Task;
    }

    /// <summary>Somebody moves a task on, state by state; the last move says something.</summary>
    public async Task MovesAsync(string login, ulong task, string note, params CareTaskState[] states)
    {
        CareTaskState from = CareTaskState.Requested;
        foreach (CareTaskState to in states)
        {
            var move = new CareTaskMove { Task = task, From = from, To = to };
            move.Note = to == states[^1] ? note : string.Empty;
            await DoesAsync(login, new Command { ChangeTask = new ChangeTaskRequest { Move = move } });
            from = to;
        }
    }

    /// <summary>Somebody pins a memo.</summary>
    public Task PinsAsync(string login, string text) =>
        DoesAsync(login, new Command { ChangeMemo = new ChangeMemoRequest { Write = text } });

    /// <summary>Somebody writes down what the administration knows.</summary>
    public Task KnowsAsync(
        string login, string reason, params (AdministrativeField Field, AdministrativeValue Value)[] known) =>
        DoesAsync(login, new Command
        {
            ChangeAdministration = new ChangeAdministrationRequest
            {
                Reason = reason,
                Changes =
                {
                    known.Select(one => new AdministrativeChange { Field = one.Field, After = one.Value }),
                },
            },
        });

    /// <summary>The following by the structure of a professional begins.</summary>
    public Task FollowsAsync(string by, string login, FollowUpState state, string reason) => DoesAsync(
        by,
        new Command
        {
            ChangeFollowUp = new ChangeFollowUpRequest
            {
                Begin = new NewFollowUp { Structure = StructureOf(login), State = state, Reason = reason },
            },
        });

    /// <summary>Somebody completes a form; its revision.</summary>
    public Task FillsAsync(string login, string url, params FormAnswer[] answers) => DoesAsync(
        login,
        new Command
        {
            ChangeForm = new ChangeFormRequest { Complete = new NewForm { Url = url, Answers = { answers } } },
        });

    /// <summary>Somebody books an appointment of the patient in their agenda.</summary>
    public Task BooksAsync(string login, AppointmentDetails details, params string[] with)
    {
        details.Dossier = _dossier.ToByteString();
        details.Participants.Add(with.Select(each => new AppointmentParticipant { Person = PersonOf(each) }));
        return DoesAsync(login, new Command
        {
            ChangeAgenda = new ChangeAgendaRequest { Person = PersonOf(login), Book = details },
        });
    }

    /// <summary>Somebody deposits a document of some lines.</summary>
    public async Task DepositsAsync(string login, NewDossierDocument document, params string[] lines)
    {
        string name = $"{document.Title}.pdf".Replace('/', '-');
        document.File = new FileReference
        {
            File = await desk.UploadAsync(
                DemoPeople.Named(login), Next(), name, DemoPaper.Write([document.Title, "", .. lines])),
        };
        await DoesAsync(
            login, new Command { ChangeDocument = new ChangeDocumentRequest { Deposit = document } });
    }

    /// <summary>Somebody posts in the conversation about the patient.</summary>
    public async Task<PostMessageResponse> PostsAsync(string login, PostMessageRequest message) =>
        (await DoesAsync(login, new Command { PostMessage = InTalk(message) })).PostMessage;

    /// <summary>A command on the conversation about the patient.</summary>
    public T InTalk<T>(T request)
        where T : IMessage
    {
        Set(request, "conversation", demo.Talk.Stream.ToByteString());
        return request;
    }

    /// <summary>Somebody makes a message of the conversation about the patient into an entry; the entry.</summary>
    public async Task<ulong> FilesAsync(
        string login, ulong message, LiaisonKind kind, LiaisonSeverity severity, string text)
    {
        var write = new NewLiaisonEntry
        {
            Kind = kind,
            Severity = severity,
            Text = text,
            Source = new FactSource { Stream = demo.Talk.Stream.ToByteString(), Seq = message },
        };
        Reply reply = await DoesAsync(
            login, new Command { ChangeLiaison = new ChangeLiaisonRequest { Write = write } });
        return reply.ChangeLiaison.Entry;
    }

    /// <summary>It is whole: says so in the conversation about the patient.</summary>
    public Task EndsAsync(string text) => desk.SendAsync(DemoPeople.Named(demo.LastAuthor), new Command
    {
        PostMessage = new PostMessageRequest
        {
            RequestId = demo.Last.ToByteString(),
            Conversation = demo.Talk.Stream.ToByteString(),
            Text = text,
            Links = { new DossierLink { Dossier = _dossier.ToByteString() } },
        },
    });

    /// <summary>The id of a person.</summary>
    public static ByteString PersonOf(string login) => DemoPeople.Named(login).Id.ToByteString();

    /// <summary>The id of the structure that a person works for.</summary>
    public static ByteString StructureOf(string login) => DemoPeople.Named(login).StructureId.ToByteString();

    private static void Set(IMessage body, string field, ByteString value)
    {
        if (body.Descriptor.FindFieldByName(field) is FieldDescriptor known)
        {
            known.Accessor.SetValue(body, value);
        }
    }

    private async Task<ByteString> JoinsAsync(string by, BeginCirclePeriod begin)
    {
        Reply reply = await DoesAsync(by, new Command { ChangeCircle = new ChangeCircleRequest { Begin = begin } });
        return reply.ChangeCircle.Member;
    }

    private RequestId Next() => demo.RequestOf(++_requests);
}
