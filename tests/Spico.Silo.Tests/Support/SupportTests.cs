using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using Spico.Silo.Support;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Support;

/// <summary>Requests for support, and whom to ask, as grains answer.</summary>
public sealed class SupportTests(SupportDesk desk) : IClassFixture<SupportDesk>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _helper = PersonId.New();

    [Fact]
    public async Task A_request_is_listed_by_who_asked_and_by_support_who_answers_it()
    {
        desk.People.Employ(_helper, "Support régional");
        AskForSupportRequest ask = Ask("La liste ne se met plus à jour.");
        AskForSupportResponse asked = (await desk.AskAsync(_alice, ask)).AskForSupport;
        Assert.Equal(asked, (await desk.AskAsync(_alice, ask)).AskForSupport);
        AskForSupportResponse second = (await desk.AskAsync(_alice, Ask("Encore."))).AskForSupport;
        Assert.NotEqual(asked.Number, second.Number);
        SupportRequest[] mine = await desk.ListAsync(Cluster.As(_alice), new ListSupportRequestsRequest());
        Assert.Equal([second.Number, asked.Number], mine.Select(request => request.Number));
        Assert.Equal(
            (asked.Reference, ask.Context, SupportState.Open),
            (mine[1].Reference, mine[1].Context, mine[1].State));
        Assert.Empty(await desk.ListAsync(Cluster.As(PersonId.New()), new ListSupportRequestsRequest()));

        ChangeSupportRequestRequest answer = Change(asked);
        answer.Answer = "C'est réparé.";
        Assert.Equal(ErrorCode.NotAccessible, (await desk.ChangeAsync(Cluster.As(_alice), answer)).Error.Code);
        Assert.Equal(ErrorCode.NotAccessible, (await desk.ChangeAsync(Cluster.As(PersonId.New()), answer)).Error.Code);
        Assert.Null((await desk.ChangeAsync(Cluster.As(_helper), answer)).Error);
        var answered = new ListSupportRequestsRequest { All = true, State = SupportState.Answered, Limit = 100 };
        SupportRequest found = Assert.Single(
            await desk.ListAsync(Cluster.As(_helper), answered),
            request => request.Person == _alice.ToByteString());
        Assert.Equal("C'est réparé.", found.Answer);
        await Eventually.Becomes(
            "alice is notified",
            async () => (await desk.Inbox(_alice).Read(Cluster.As(_alice), new HistoryQuery(0, false, 50))).Facts,
            all => all.Select(one => Frame.Parser.ParseFrom(one.Frame).Push.Fact.Notified)
                .Any(one => one?.Kind == NotificationKind.Support),
            "of the answer");

        ChangeSupportRequestRequest close = Change(asked);
        close.Close = true;
        Assert.Null((await desk.ChangeAsync(Cluster.As(_alice), close)).Error);
        close.RequestId = RequestId.New().ToByteString();
        Assert.True((await desk.ChangeAsync(Cluster.As(_alice), close)).ChangeSupportRequest.Already);
        answer.RequestId = RequestId.New().ToByteString();
        Assert.Equal(ErrorCode.WrongState, (await desk.ChangeAsync(Cluster.As(_helper), answer)).Error.Code);
    }

    [Fact]
    public async Task What_concerns_a_patient_too_much_or_too_often_is_refused_by_its_field()
    {
        AskForSupportRequest number = Ask("Le dossier 2 55 08 14 168 025 38 ne s'ouvre pas");
        Assert.Equal("text", (await desk.AskAsync(_alice, number)).Error.Field);
        number.Meant = true;
        Assert.Null((await desk.AskAsync(_alice, number)).Error);
        foreach ((SupportContext context, string field) in new (SupportContext, string)[]
        {
            (new SupportContext { Screen = "Dossier de Paul" }, "context.screen"),
            (new SupportContext { Screen = "255081416802538" }, "context.screen"),
            (new SupportContext { Door = new string('d', 17) }, "context.door"),
            (new SupportContext { Client = "é" }, "context.client"),
            (new SupportContext { CorrelationId = "a b" }, "context.correlation_id"),
        })
        {
            AskForSupportRequest bad = Ask("Bonjour");
            bad.Context = context;
            bad.Meant = true;
            Assert.Equal(field, (await desk.AskAsync(_alice, bad)).Error.Field);
        }

        Assert.Equal("text", (await desk.AskAsync(_alice, Ask(" "))).Error.Field);
        Assert.Equal(ErrorCode.TooLarge, (await desk.AskAsync(_alice, Ask(new string('x', 2_001)))).Error.Code);
        Assert.Null((await desk.AskAsync(_alice, Ask("Deux"))).Error);
        Assert.Null((await desk.AskAsync(_alice, Ask("Trois"))).Error);
        Assert.Equal(ErrorCode.LimitReached, (await desk.AskAsync(_alice, Ask("Quatre"))).Error.Code);
        Caller delegated = Cluster.As(_alice) with { ActedBy = _helper };
        Assert.Equal(
            ErrorCode.NotAccessible,
            (await desk.Support(_alice).CarryOut(delegated, new Command { AskForSupport = Ask("Cinq") })).Error.Code);
        Assert.Equal(
            ErrorCode.NotAccessible,
            (await desk.Grains.GetGrain<ISupportDeskGrain>(0).List(
                Cluster.As(_alice), new ListSupportRequestsRequest { All = true })).Error.Code);
    }

    [Fact]
    public async Task Whom_to_ask_follows_from_where_one_practises_and_falls_back_to_the_region()
    {
        Caller root = Cluster.As(PersonId.New()) with { IsAdministrator = true };
        const string Lines = """
            department;name;kind;contact;phone;email;hours
            31;Haute-Garonne;coordinator;Animation 31;05 00 00 00 00;;
            32;Gers;coordinator;Animation 32;05 00 00 00 01;;
            *;;service_desk;Centre de services;;aide@exemple.fr;
            """;
        Assert.Equal(
            ErrorCode.NotAccessible, (await desk.OrderAsync(Cluster.As(_alice), Load(Lines))).Error.Code);
        Assert.Equal(3u, (await desk.OrderAsync(root, Load(Lines))).LoadHelpContacts.Contacts);
        LoadHelpContactsResponse wrong =
            (await desk.OrderAsync(root, Load(Lines + "\n33;Gironde;boss;X;05;;"))).LoadHelpContacts;
        Assert.Equal((0u, 5u, "kind"), (wrong.Contacts, wrong.Findings[0].Line, wrong.Findings[0].Column));

        Assert.Equal(["Centre de services"], await desk.ContactsAsync(_alice));
        await desk.People.SetPracticesAsync(
        [
            PracticeRules.Of(_alice, [new PracticeSituation { Profession = "IDE", Department = "haute garonne" }]),
        ]);
        Assert.Equal(["Animation 31", "Centre de services"], await desk.ContactsAsync(_alice));
        Assert.Equal(["Animation 32", "Centre de services"], await desk.ContactsAsync(_alice, "32"));
        Assert.Equal(["Centre de services"], await desk.ContactsAsync(_alice, "33"));
        Reply unknown = await desk.OrderAsync(
            Cluster.As(_alice), new Command { FindHelpContacts = new FindHelpContactsRequest { Department = "Gers" } });
        Assert.Equal("department", unknown.Error.Field);
        await desk.DeactivateAsync(desk.Register);
        Assert.Equal(["Animation 32", "Centre de services"], await desk.ContactsAsync(_alice, "32"));
    }

    private static Command Load(string text) => new()
    {
        LoadHelpContacts = new LoadHelpContactsRequest { RequestId = RequestId.New().ToByteString(), Text = text },
    };

    private static AskForSupportRequest Ask(string text) => new()
    {
        RequestId = RequestId.New().ToByteString(),
        Text = text,
        Context = new SupportContext { Client = "spico-terminal 1.0", Door = "tcp", Screen = "inbox/list" },
    };

    private static ChangeSupportRequestRequest Change(AskForSupportResponse asked) => new()
    {
        RequestId = RequestId.New().ToByteString(),
        Stream = asked.Stream,
        Number = asked.Number,
    };
}
