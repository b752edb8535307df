using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Accounts;
using Spico.Silo.Host.Demo.Dossiers;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Host.Demo;

/// <summary>
/// Fills a new store with an invented region, by ordinary commands under fixed request ids: an interrupted load goes
/// on at the next start and writes nothing twice. The server does not wait for the dossiers.
/// </summary>
internal sealed partial class DemoRegion(
    IGrainFactory grains,
    IPeopleStore people,
    PasswordChecks passwords,
    StreamStorage storage,
    ILogger<DemoRegion> logger) : IHostedService, IDisposable
{
    /// <summary>Everybody's password.</summary>
    public const string Password = "demo-spico-2026";

    private readonly CancellationTokenSource _stopping = new();
    private readonly DemoDesk _desk = new(grains);
    private Task _dossiers = Task.CompletedTask;

    /// <summary>Whether this store holds the demo region. The administrator comes last, hence stands for all.</summary>
    public static async Task<bool> IsLoadedAsync(IPeopleStore people) =>
        (await people.GetAsync([DemoPeople.Administrator.Id])).Count > 0;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await IsLoadedAsync(people))
        {
            await RegisterAsync(DemoPeople.Professionals);
            string hash = await passwords.HashAsync(Password);
            await Task.WhenAll(DemoPeople.Professionals.Select(person => Seed(person, hash, isAdministrator: false)));
            await Task.WhenAll(DemoConversations.All.Select(LoadAsync));
            await Seed(DemoPeople.Administrator, hash, isAdministrator: true);
            await RegisterAsync([DemoPeople.Administrator]);
            Log.Loaded(logger, DemoPeople.Professionals.Length, DemoConversations.All.Length);
        }

        _dossiers = LoadDossiersAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _dossiers;
    }

    public void Dispose() => _stopping.Dispose();

    private Task RegisterAsync(IEnumerable<DemoPerson> registered) => _desk.SendAsync(
        DemoPeople.Administrator,
        new Command
        {
            RegisterPeople = new RegisterPeopleRequest
            {
                People = { registered.Select(person => person.ToRegistration()) },
            },
        });

    private Task Seed(DemoPerson person, string hash, bool isAdministrator) =>
        grains.GetGrain<IAccountSeeding>(AccountKey.Of(person.Login)!)
            .Seed(person.Id.Value, person.Name, hash, isAdministrator).AsTask();

    private async Task LoadAsync(DemoConversation demo)
    {
        DemoPerson creator = DemoPeople.Named(demo.Members[0]);
        var create = new CreateConversationRequest
        {
            RequestId = demo.Opening.ToByteString(),
            Kind = demo.Patient is not null ? ConversationKind.Patient
                : demo.Title.Length > 0 ? ConversationKind.Group
                : ConversationKind.Direct,
            Title = demo.Title,
            Patient = demo.Patient is null ? ByteString.Empty : await PatientOfAsync(demo, creator),
        };
        create.Members.Add(demo.Members.Skip(1).Select(login => new NewMember
        {
            Person = DemoPeople.Named(login).Id.ToByteString(),
            History = HistoryAccess.All,
            Basis = demo.Patient is null ? LegalBasis.Unspecified : LegalBasis.Exchange,
        }));
        await _desk.SendAsync(creator, new Command { CreateConversation = create });

        var lastOwn = new Dictionary<string, ulong>();
        for (int line = 0; line < demo.Lines.Length; line++)
        {
            DemoLine said = demo.Lines[line];
            var post = new PostMessageRequest
            {
                RequestId = demo.RequestOf(line + 1).ToByteString(),
                Conversation = demo.Stream.ToByteString(),
                Text = said.Text,
                DataClass = said.About,
            };
            Reply reply = await _desk.SendAsync(DemoPeople.Named(said.Login), new Command { PostMessage = post });
            lastOwn[said.Login] = reply.PostMessage.Position.Seq;
        }

        // Whoever wrote has read what came before: what followed is unread, as it would be.
        foreach ((string login, ulong seq) in lastOwn)
        {
            var read = new MarkReadRequest { Conversation = demo.Stream.ToByteString(), UpTo = seq };
            await _desk.SendAsync(DemoPeople.Named(login), new Command { MarkRead = read });
        }
    }

    private async Task<ByteString> PatientOfAsync(DemoConversation demo, DemoPerson creator)
    {
        Reply reply = await _desk.SendAsync(creator, new Command
        {
            RegisterPatient = new RegisterPatientRequest
            {
                RequestId = demo.Registration.ToByteString(),
                Traits = demo.Patient,
                Status = IdentityStatus.Vali,
            },
        });
        return reply.RegisterPatient.Patient;
    }

    private async Task LoadDossiersAsync()
    {
        try
        {
            bool[] loaded = await Task.WhenAll(DemoDossiers.All.Select(dossier => LoadAsync(dossier)));
            if (loaded.Any(isNew => isNew))
            {
                Log.DossiersLoaded(logger, loaded.Length);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The next start goes on with it.
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            Log.DossiersFailed(logger, failure);
        }
        catch (Exception)
        {
            // The silo went away under it.
        }
    }

    // The last thing written stands for all of it; what is relative to today, is to the day the region was loaded on.
    private async Task<bool> LoadAsync(DemoDossier dossier)
    {
        DemoConversation talk = dossier.Talk;
        FactRow? opened = await storage.Store.FindRequestAsync(
            talk.Stream, DemoPeople.Named(talk.Members[0]).Id, talk.Opening);
        FactRow? last = await storage.Store.FindRequestAsync(
            talk.Stream, DemoPeople.Named(dossier.LastAuthor).Id, dossier.Last);
        if (opened is null || last is not null)
        {
            return false;
        }

        await dossier.WriteAsync(new DemoRecord(_desk, dossier, new DemoCalendar(opened.At), _stopping.Token));
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Demo region loaded: {People} people, {Conversations} conversations")]
        public static partial void Loaded(ILogger logger, int people, int conversations);

        [LoggerMessage(Level = LogLevel.Information, Message = "Demo dossiers loaded: {Dossiers}")]
        public static partial void DossiersLoaded(ILogger logger, int dossiers);

        [LoggerMessage(Level = LogLevel.Error, Message = "The demo dossiers were not loaded")]
        public static partial void DossiersFailed(ILogger logger, Exception failure);
    }
}
