using System.Text;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class HelpTests
{
    [Theory, EveryWay]
    public async Task Whoever_needs_help_finds_whom_to_ask_and_asks_without_a_word_of_a_patient(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague root = await clinic.Admit("root", isAdministrator: true);
        Colleague alice = await clinic.Admit("alice");
        LoadHelpContactsResponse loaded = await root.Client.LoadHelpContactsAsync(
            "department;name;kind;contact;phone;email;hours\n*;;service_desk;Centre de services;05 00 00 00 00;;");
        Assert.Equal(1u, loaded.Contacts);
        FindHelpContactsResponse found = await alice.Client.FindHelpContactsAsync();
        Assert.Equal("Centre de services", Assert.Single(found.Contacts).Name);
        await Refusal.Of(ErrorCode.NotAccessible, () => alice.Client.LoadHelpContactsAsync("x"));

        var ask = new AskForSupportRequest
        {
            Text = "Le dossier 2 55 08 14 168 025 38 ne s'ouvre pas",
            Context = new SupportContext { Client = "essai 1.0", Screen = "dossier" },
        };
        Error refusal = await Refusal.Of(ErrorCode.InvalidArgument, () => alice.Client.AskForSupportAsync(ask));
        Assert.Equal("text", refusal.Field);
        ask.Text = "Le dossier ne s'ouvre pas";
        AskForSupportResponse asked = await alice.Client.AskForSupportAsync(ask);
        await root.Client.AnswerSupportRequestAsync(asked.Stream, asked.Number, "Il s'ouvre à nouveau.");
        SupportRequest mine = Assert.Single(
            (await alice.Client.ListSupportRequestsAsync(new ListSupportRequestsRequest())).Requests);
        Assert.Equal((SupportState.Answered, "Il s'ouvre à nouveau."), (mine.State, mine.Answer));
        await alice.Client.CloseSupportRequestAsync(asked.Stream, asked.Number);
        await Refusal.Of(
            ErrorCode.NotAccessible,
            () => alice.Client.ListSupportRequestsAsync(new ListSupportRequestsRequest { All = true }));
    }

    [Theory, EveryWay]
    public async Task Whoever_asks_has_what_is_held_about_them_as_a_file(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        await alice.Client.PostAsync(talk, "d'Alice");
        await bob.Client.PostAsync(talk, "de Bob");
        ExportOwnDataResponse export = await alice.Client.ExportOwnDataAsync(OwnDataFormat.Json);
        using var document = new MemoryStream();
        await alice.Client.DownloadOwnDataAsync(export, document);
        OwnData data = OwnData.Parser.ParseJson(Encoding.UTF8.GetString(document.ToArray()));
        Assert.Equal("d'Alice", Assert.Single(data.Messages).Text);
        Assert.Equal(talk.ToByteString(), Assert.Single(data.Conversations).Conversation);
        ExportOwnDataResponse paper = await alice.Client.ExportOwnDataAsync(OwnDataFormat.Pdf);
        Assert.Equal("application/pdf", paper.Document.MediaType);
    }
}
