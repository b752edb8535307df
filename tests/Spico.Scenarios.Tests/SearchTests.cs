using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class SearchTests
{
    [Theory, EveryWay]
    public async Task What_was_written_is_found_again_by_whoever_may_read_it(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId round = await alice.StartsGroup("Sortie", bob);
        StreamId direct = await alice.StartsDirect(bob);
        long edited = (long)(await alice.Sends(round, "Œdème des chevilles")).Position.Seq;
        long retracted = (long)(await alice.Sends(round, "œdème, à vérifier")).Position.Seq;
        for (int i = 0; i < 12; i++)
        {
            await alice.Sends(round, $"Constante {i}", DataClass.Medical);
        }

        await bob.Sends(direct, "L'OEDÈME a diminué");
        Assert.Equal(
            ["L'OEDÈME a diminué", "œdème, à vérifier", "Œdème des chevilles"], await Found(alice, "oedem"));
        Assert.Equal(["L'OEDÈME a diminué"], await Found(alice, "oedem", direct));

        await alice.Client.EditAsync(round, edited, "Chevilles : rien");
        await alice.Client.RetractAsync(round, retracted);
        Assert.Equal(["L'OEDÈME a diminué"], await Found(bob, "oedem"));
        Assert.Equal(["Chevilles : rien"], await Found(bob, "RIEN chev"));

        // Who comes later, or has left, finds what they read.
        Colleague carol = await clinic.Admit("carol");
        await alice.Adds(round, carol, HistoryAccess.FromNow);
        await alice.Sends(round, "Constante, la dernière");
        Assert.Equal(["Constante, la dernière"], await Found(carol, "constante"));
        await alice.Removes(round, carol);
        await alice.Sends(round, "Constante, après");
        Assert.Empty(await Found(carol, "constante"));
        Assert.Equal(["Constante, la dernière"], await Found(carol, "constante", round));

        // Page after page, the newest first, by who wrote it.
        var request = new SearchMessagesRequest
        {
            Text = "const",
            Limit = 5,
            Authors = { alice.Person.ToByteString() },
            Kinds = { ConversationKind.Group },
        };
        List<ulong> seqs = [];
        do
        {
            SearchMessagesResponse page = await bob.Client.SearchMessagesAsync(request);
            Assert.All(page.Messages, found => Assert.Equal(round.ToByteString(), found.Conversation));
            seqs.AddRange(page.Messages.Select(found => found.Message.Posted.Seq));
            request.Cursor = page.Next;
        }
        while (request.Cursor.Length > 0);

        Assert.Equal(14, seqs.Count);
        Assert.Equal(seqs.OrderDescending(), seqs);
        await Refusal.Of(ErrorCode.InvalidArgument, () => bob.Client.SearchMessagesAsync(new SearchMessagesRequest()));
        await Refusal.Of(() => carol.Client.SearchMessagesAsync(
            new SearchMessagesRequest { Text = "diminue", Conversation = direct.ToByteString() }));
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task Messages_are_found_by_their_files_and_by_their_day(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        StreamId notes = await alice.StartsGroup("Notes", Array.Empty<Colleague>());
        await alice.Sends(notes, "Ordonnance à venir");
        FileView file = await alice.Client.UploadAsync(new MemoryStream(FileTests.Pdf(2_000)), "Ordonnance.pdf");
        PostMessageResponse shown = await alice.Client.PostFilesAsync(
            notes, "Ordonnance signée", [new FileReference { File = file.File }]);
        Fact posted = (await alice.ReadsPage(notes, limit: 1)).Facts[0];

        var request = new SearchMessagesRequest { Text = "ordonnance", Traits = { MessageTrait.Files } };
        SearchMessagesResponse withFile = await alice.Client.SearchMessagesAsync(request);
        Assert.Equal(shown.Position.Seq, Assert.Single(withFile.Messages).Message.Posted.Seq);
        request = new SearchMessagesRequest { Text = "ordonnance", Until = posted.At + 1 };
        Assert.Equal(2, (await alice.Client.SearchMessagesAsync(request)).Messages.Count);
        request = new SearchMessagesRequest { Text = "ordonnance", From = posted.At + 1 };
        Assert.Empty((await alice.Client.SearchMessagesAsync(request)).Messages);
    }

    private static async Task<List<string>> Found(Colleague person, string text, StreamId? within = null)
    {
        var request = new SearchMessagesRequest { Text = text };
        if (within is { } conversation)
        {
            request.Conversation = conversation.ToByteString();
        }

        SearchMessagesResponse page = await person.Client.SearchMessagesAsync(request);
        Assert.Empty(page.Next);
        return
        [
            .. page.Messages.Select(
                found => found.Message.Edit?.MessageEdited.Text ?? found.Message.Posted.MessagePosted.Text),
        ];
    }
}
