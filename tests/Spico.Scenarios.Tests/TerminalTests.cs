using Spico.Client;
using Spico.Client.Agendas;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Directories;

namespace Spico.Scenarios.Tests;

// Goal: what a person at a terminal sees. Method: the real program on pipes, the demo region, a server that is killed.
public sealed class TerminalTests
{
    private static readonly Dictionary<string, string> Demo = new() { ["Spico:Demo"] = "true" };

    [Fact]
    public async Task Two_people_talk_and_a_killed_server_costs_them_nothing()
    {
        await using SpicoNode node = await Node.StartAsync(Store.Sqlite, Demo);
        await using TerminalProcess ines = TerminalProcess.Start("ines", node.Doors.Http!.Replace("http", "ws"));
        await using TerminalProcess paul = TerminalProcess.Start("paul", $"tcp://{node.Doors.Tcp}");
        await ines.ShowsAsync("signed in as Inès Exemple");
        await ines.ShowsAsync("unread)");
        await OpenSharedAsync(ines);
        await OpenSharedAsync(paul);

        await ines.TypeAsync("bonjour Paul");
        await paul.ShowsAsync("Inès Exemple: bonjour Paul");
        await node.KillAsync();
        await ines.ShowsAsync("reconnecting…");
        await paul.ShowsAsync("reconnecting…");
        await paul.TypeAsync("écrit pendant la panne");
        await node.RestartAsync();

        await ines.ShowsAsync("connected again");
        await ines.ShowsAsync("Paul Fictif: écrit pendant la panne");
        await paul.ShowsAsync("Paul Fictif: écrit pendant la panne");
        await paul.TypeAsync("et après");
        await ines.ShowsAsync("Paul Fictif: et après");
        foreach (TerminalProcess terminal in new[] { ines, paul })
        {
            Assert.Equal(1, terminal.Count("bonjour Paul"));
            Assert.Equal(1, terminal.Count("écrit pendant la panne"));
        }
    }

    // Goal: what was promised of discussions is seen at the terminal. Method: a conversation about a patient, two
    // terminals, every word of theirs typed and read as a person would.
    [Fact]
    public async Task A_conversation_about_a_patient_is_led_at_the_terminal()
    {
        await using SpicoNode node = await Node.StartAsync(Store.Sqlite, Demo);
        await DirectoryTests.ImportedAsync(node);
        await StartAboutPatientAsync(node);
        await using TerminalProcess ines = TerminalProcess.Start("ines", node.Doors.WebSocket.ToString());
        await using TerminalProcess paul = TerminalProcess.Start("paul", $"tcp://{node.Doors.Tcp}");
        await OpenAsync(ines, "Retour de Mme E.");
        await OpenAsync(paul, "Retour de Mme E.");
        Assert.Equal(1, paul.Count("  EXEMPLE Jeanne, born"));
        await paul.ShowsAsync("patient: EXEMPLE Jeanne, born 1940-05-09, female, identity verified on a document");

        await ines.TypeAsync("/receipts members");
        await paul.ShowsAsync("Inès Exemple: members see from here on how far the others are");
        await ines.TypeAsync("bonjour Paul");
        await ines.ShowsAsync("is read by Paul Fictif");
        await ines.TypeAsync("/receipts");
        await ines.ShowsAsync("Paul Fictif: received up to #");
        await ines.TypeAsync("/urgent elle est tombée");
        await ines.ShowsAsync("notified are Paul Fictif");
        await paul.ShowsAsync("!! urgency #");
        await ines.TypeAsync($"/who {new SyntheticExtract(400).Person(7).Rpps}");
        await ines.ShowsAsync("no account yet: what you write waits for them");
        await ines.TypeAsync("/practices");
        await ines.ShowsAsync("as Infirmière libérale, Cabinet infirmier des Tilleuls, Valfictif");
        await ines.TypeAsync("/find Sonia");
        await ines.ShowsAsync("/direct NUMBER writes to one");
        await ines.TypeAsync("/add 1");
        await ines.ShowsAsync("on which ground?");
        await ines.TypeAsync("/add 1 now consent dossier papier");
        await paul.ShowsAsync(
            "Inès Exemple added Sonia Démonstration from now on, with the patient's consent: dossier papier");
        await paul.TypeAsync("/ask Sonia: peux-tu passer ce soir ?");
        await ines.ShowsAsync("peux-tu passer ce soir ?");
        await ines.TypeAsync("/find Paul");
        await ines.ShowsAsync("1  Paul Fictif");
        await ines.TypeAsync("/delegate 1 secretary 2099-01-01");
        await ines.ShowsAsync("at most 366 days");

        using TestFolder folder = TestFolder.Create("synthesis");
        await ines.TypeAsync($"/synthesis html {folder.Path}");
        await ines.ShowsAsync($"saved {folder.Path}");
        string saved = Assert.Single(Directory.GetFiles(folder.Path));
        await ines.TypeAsync($"/verify {saved}");
        await ines.ShowsAsync("genuine: made for Inès Exemple");
        Assert.Equal(1, ines.Count("3 messages unchanged"));
        await File.AppendAllTextAsync(saved, "more");
        await ines.TypeAsync($"/verify {saved}");
        await ines.ShowsAsync("this is not a synthesis of this conversation, or it was changed");
    }

    // Goal: a dossier is seen at the terminal, live. Method: one of the demo region's, read by two and written by both.
    [Fact]
    public async Task A_dossier_is_read_and_written_at_the_terminal()
    {
        await using SpicoNode node = await Node.StartAsync(Store.Sqlite, Demo);
        await using TerminalProcess ines = TerminalProcess.Start("ines", node.Doors.WebSocket.ToString());
        await using TerminalProcess paul = TerminalProcess.Start("paul", $"tcp://{node.Doors.Tcp}");
        await OpenSharedAsync(ines);
        await ines.ShowsAsync("about the dossier: /dossier");
        foreach ((string typed, string shown) in new[]
        {
            ("/dossier", "── dossier ── DESSIN Marcel, born 1941-03-12"),
            ("/circle", "Claire Dessin: fille, carer, person of trust, emergency contact"),
            ("/notebook", "!! incident, Inès Exemple: Chute dans l'entrée"),
            ("/line", "plan: version 1 is validated by Yann Gabarit"),
            ("/line stays", "hospital: Centre hospitalier du Val, Orthogériatrie: discharged"),
            ("/plan", "goal 2: Retrouver 72 kg"),
            ("/tasks", "Faire poser la téléassistance: Yann Gabarit, OVERDUE"),
            ("/visits", "Kinésithérapie : marche et escaliers: every week on Mon, Wed, Fri"),
            ("/board", "── board: in progress ──"),
            ("/agenda", "home visit: Soins du matin et injection, DESSIN Marcel"),
            ("/traces", "Yann Gabarit, coordinator: change plan"),
            ("/dashboard", "── your tasks: 3 ──"),
        })
        {
            await ines.TypeAsync(typed);
            await ines.ShowsAsync(shown);
        }

        await paul.ShowsAsync("M. D.");
        await paul.TypeAsync("/dossier dessin");
        await paul.ShowsAsync("── dossier ── DESSIN Marcel");
        await ines.TypeAsync("/note ! visit: Mollet souple ce soir.");
        await paul.ShowsAsync("! visit, Inès Exemple: Mollet souple ce soir.");
        await paul.TypeAsync("/task Renouveler l'ordonnance");
        await ines.ShowsAsync("Renouveler l'ordonnance: whoever takes it, asks Paul Fictif");
        string task = ines.Lines.Last(line => line.Contains("Renouveler", StringComparison.Ordinal)).Split('#')[1];
        await ines.TypeAsync($"/move #{task.Split(' ')[0]} accept je m'en charge");
        await paul.ShowsAsync("Renouveler l'ordonnance: accepted by Inès Exemple: je m'en charge");
        await paul.TypeAsync("/talk");
        await paul.ShowsAsync("── M. D.");
    }

    // Goal: a dossier without a conversation is found, and what changes across dossiers is told. Method: one that Inès
    // creates and takes Paul into while he is at the terminal.
    [Fact]
    public async Task A_dossier_without_a_conversation_is_found_at_the_terminal_and_what_changes_is_told()
    {
        await using SpicoNode node = await Node.StartAsync(Store.Sqlite, Demo);
        await using SpicoClient ines = await SpicoClient.ConnectAsync(new SpicoClientOptions
        {
            Endpoint = node.Doors.WebSocket,
            Credential = Credential.Login("ines", "demo-spico-2026"),
        });
        await using TerminalProcess paul = TerminalProcess.Start("paul", $"tcp://{node.Doors.Tcp}");
        await paul.ShowsAsync("/help");
        Person colleague = (await ines.FindPeopleAsync("Paul Fictif"))[0];
        StreamId dossier = await DossierAsync(ines, colleague);
        ChangeTaskResponse first = await ines.CreateTaskAsync(
            dossier,
            new NewCareTask { Title = "Poser la question", Person = colleague.Id, DueAt = 1_700_000_000_000 });
        await paul.ShowsAsync($"● board, requested: dossier ~1 #{first.Task}; /board");
        await paul.TypeAsync("/agenda");
        await paul.TypeAsync("/dashboard");
        await paul.ShowsAsync("Poser la question");
        ChangeTaskResponse second = await ines.CreateTaskAsync(
            dossier, new NewCareTask { Title = "Refaire le pansement", Person = colleague.Id });
        await ines.WriteEntryAsync(dossier, new NewLiaisonEntry { Kind = LiaisonKind.Transmission, Text = "Vu." });
        await paul.ShowsAsync($"● board, requested: dossier ~1 #{second.Task}; /board");
        await paul.ShowsAsync("● the dashboard has changed");
        await ines.BookAsync(AgendaOwner.Of(ines.Person), new AppointmentDetails
        {
            Kind = AppointmentKind.HomeVisit,
            Title = "Passage à deux",
            StartsAt = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds(),
            Minutes = 30,
            Participants = { new AppointmentParticipant { Person = colleague.Id } },
            State = AppointmentState.Booked,
        });
        await paul.ShowsAsync("● agenda: ");
        Assert.Equal(0, paul.Count("Refaire le pansement"));
        await paul.TypeAsync("/board");
        await paul.ShowsAsync("Refaire le pansement");

        await paul.TypeAsync("/patient 1952-11-23 Inconnu");
        await paul.ShowsAsync("nobody of that name was born on that day");
        await paul.TypeAsync("/patient 1952-11-23 Sanfil");
        await paul.ShowsAsync("1  SANFIL Odile, born 1952-11-23");
        await paul.TypeAsync("/dossier 1");
        await paul.ShowsAsync("── dossier ── SANFIL Odile");
        await paul.TypeAsync("/board");
        await Eventually.IsTrue("the board names whose task it is", () => paul.Lines.Any(line =>
            line.Contains("SANFIL Odile", StringComparison.Ordinal)
            && line.Contains("Refaire le pansement", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Text_from_others_cannot_command_the_terminal()
    {
        await using SpicoNode node = await Node.StartAsync(Store.Sqlite, Demo);
        await using TerminalProcess ines = TerminalProcess.Start("ines", node.Doors.Grpc!);
        await using SpicoClient paul = await SpicoClient.ConnectAsync(new SpicoClientOptions
        {
            Endpoint = node.Doors.WebSocket,
            Credential = Credential.Login("paul", "demo-spico-2026"),
        });
        await ines.ShowsAsync("unread)");
        await OpenSharedAsync(ines);
        ListInboxResponse inbox = await paul.ListInboxAsync();
        InboxEntry shared = inbox.Entries.Single(entry => entry.Title.StartsWith("M. D.", StringComparison.Ordinal));
        StreamId.TryFrom(shared.Conversation, out StreamId conversation);

        await paul.PostAsync(conversation, "begin \e[2J\e]0;title\a\u009b31m \u202ereversed\r\nSpico: forged line end");

        await ines.ShowsAsync("forged line end");
        string shown = ines.Lines.Single(line => line.Contains("forged line end", StringComparison.Ordinal));
        Assert.Contains("Paul Fictif: begin", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(ines.Lines, line => line.Any(each => char.IsControl(each) || each == '\u202e'));
    }

    [Fact]
    public async Task A_session_that_ends_for_good_ends_the_program()
    {
        await using SpicoNode node = await Node.StartAsync(Store.Sqlite, Demo);
        await using TerminalProcess ines = TerminalProcess.Start("ines", node.Doors.WebSocket.ToString());
        await ines.ShowsAsync("unread)");
        await using SpicoClient administrator = await SpicoClient.ConnectAsync(new SpicoClientOptions
        {
            Endpoint = node.Doors.WebSocket,
            Credential = Credential.Login("admin", "demo-spico-2026"),
        });
        PersonId person = PersonOf((await administrator.FindPeopleAsync("Inès"))[0]);

        await administrator.RevokeSessionsAsync(person);

        await ines.ShowsAsync("the server ended the session");
        Assert.Equal(1, await ines.EndsAsync());
    }

    [Fact]
    public async Task A_wrong_password_is_said_so()
    {
        await using SpicoNode node = await Node.StartAsync(Store.Sqlite, Demo);
        await using TerminalProcess stranger = TerminalProcess.Start("nobody", node.Doors.WebSocket.ToString());

        await stranger.ShowsAsync("wrong login or password");
    }

    private static PersonId PersonOf(Person person) =>
        PersonId.TryFrom(person.Id, out PersonId id) ? id : throw new InvalidDataException("A person without an id.");

    private static async Task<StreamId> DossierAsync(SpicoClient author, Person colleague)
    {
        var traits = new PatientTraits
        {
            BirthName = "Sanfil",
            GivenNames = "Odile",
            BirthDate = "1952-11-23",
            Sex = Sex.Female,
        };
        RegisterPatientResponse patient = await author.RegisterPatientAsync(traits, IdentityStatus.Vali);
        CreateDossierResponse created = await author.CreateDossierAsync(new CreateDossierRequest
        {
            Patient = patient.Patient,
            Function = CareFunction.Nurse,
            Ground = new LegalGround { Basis = LegalBasis.Exchange },
        });
        Assert.True(StreamId.TryFrom(created.Dossier, out StreamId dossier));
        await author.BeginCareAsync(dossier, new BeginCirclePeriod
        {
            Person = colleague.Id,
            Function = CareFunction.Nurse,
            Ground = new LegalGround { Basis = LegalBasis.Exchange },
        });
        return dossier;
    }

    private static async Task StartAboutPatientAsync(SpicoNode node)
    {
        await using SpicoClient ines = await SpicoClient.ConnectAsync(new SpicoClientOptions
        {
            Endpoint = node.Doors.WebSocket,
            Credential = Credential.Login("ines", "demo-spico-2026"),
        });
        var traits = new PatientTraits
        {
            BirthName = "Exemple",
            GivenNames = "Jeanne",
            BirthDate = "1940-05-09",
            Sex = Sex.Female,
        };
        RegisterPatientResponse patient = await ines.RegisterPatientAsync(traits, IdentityStatus.Vali);
        Person paul = (await ines.FindPeopleAsync("Paul Fictif"))[0];
        foreach (string title in new[] { "", "Retour de Mme E." })
        {
            await ines.CreateAsync(new CreateConversationRequest
            {
                Kind = ConversationKind.Patient,
                Title = title,
                Patient = patient.Patient,
                Members = { new NewMember { Person = paul.Id, Basis = LegalBasis.SameTeam } },
            });
        }
    }

    private static Task OpenSharedAsync(TerminalProcess terminal) => OpenAsync(terminal, "M. D.");

    private static async Task OpenAsync(TerminalProcess terminal, string title)
    {
        // In the list, that is: what comes in meanwhile names it too.
        string Listed() => terminal.Lines.FirstOrDefault(line =>
            line.Contains(title, StringComparison.Ordinal) && char.IsAsciiDigit(line.TrimStart()[0])) ?? "";
        await Eventually.IsTrue($"the terminal lists {title}", () => Listed().Length > 0);
        await terminal.TypeAsync(Listed().Trim().Split(' ')[0]);
        await terminal.ShowsAsync($"── {title}");
    }
}
