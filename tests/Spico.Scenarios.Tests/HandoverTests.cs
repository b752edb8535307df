using System.Text;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

/// <summary>
/// Somebody takes over a patient that others have written about for months. Goal: whoever is added has all of it, and
/// whoever is removed has nothing newer, whichever way they come in. Method: one long conversation a store, made once
/// by twenty people, and an addition and a removal a way.
/// </summary>
public sealed class HandoverTests
{
    private const int People = 20;
    private const int MessagesEach = 50;

    private static readonly Dictionary<Store, Lazy<Task<Months>>> Conversations = Enum.GetValues<Store>()
        .ToDictionary(store => store, store => new Lazy<Task<Months>>(() => WriteAsync(store)));

    [Theory, EveryWay]
    public async Task A_thousand_messages_and_twenty_files_are_readable_to_whoever_is_added_until_they_are_removed(
        Way way, Store store)
    {
        Months months = await Conversations[store].Value;
        StreamId talk = months.Conversation;
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague chloe = await clinic.Admit("chloé");
        await Refusal.Of(ErrorCode.NotAccessible, () => chloe.Client.ReadHistoryAsync(talk));
        await months.Alice.Adds(talk, chloe);

        Reading live = await chloe.Opens(talk);
        List<Fact> facts = await chloe.PagesForwards(talk, pageSize: 500);
        Assert.Equal(months.Texts, Texts(facts));
        Fact[] shown = [.. Before(facts).Where(fact => fact.MessagePosted.Attachments is not null)];
        Assert.Equal(People, shown.Length);
        foreach (Fact fact in shown)
        {
            Assert.Equal(fact.MessagePosted.Text, Encoding.UTF8.GetString(await Downloads(chloe, talk, fact)));
        }

        RemoveMemberResponse removed = await months.Alice.Removes(talk, chloe);
        Fact later = await months.ShowsAsync("après");
        Assert.Equal(StreamEndReason.AccessEnded, await live.Ends());
        Assert.Equal(removed.Position.Seq, live.Facts[^1].Seq);
        Assert.Equal(months.Texts, Texts(live.Facts));
        List<Fact> left = await chloe.PagesForwards(talk, pageSize: 1000);
        Assert.Equal(removed.Position.Seq, left[^1].Seq);
        await Refusal.Of(ErrorCode.NotAccessible, () => Downloads(chloe, talk, later));
        await Refusal.Of(ErrorCode.NotAccessible, () => chloe.Sends(talk, "encore ?"));
    }

    // What is shown after a removal, others see who come in another way meanwhile.
    private static IEnumerable<Fact> Before(IEnumerable<Fact> facts) =>
        facts.Where(fact => fact.MessagePosted is { Text: not "après" });

    private static HashSet<string> Texts(IEnumerable<Fact> facts) =>
        [.. Before(facts).Select(fact => fact.MessagePosted.Text)];

    private static async Task<byte[]> Downloads(Colleague person, StreamId talk, Fact shown)
    {
        using var destination = new MemoryStream();
        await person.Client.DownloadAsync(
            talk, shown.Seq, shown.MessagePosted.Attachments.Files.Single(), destination);
        return destination.ToArray();
    }

    private static async Task<Months> WriteAsync(Store store)
    {
        Clinic clinic = await Node.Clinic(Way.Tcp, store);
        Colleague alice = await clinic.Admit("alice");
        // As many as it takes for each to say no more than one session may at once.
        Colleague[] others = await Task.WhenAll(
            Enumerable.Range(1, People).Select(number => clinic.Admit($"soignante {number}")));
        StreamId talk = await alice.StartsGroup("Suivi au long cours", others);
        var months = new Months(alice, talk);
        await Task.WhenAll(others.Select(async other =>
        {
            string[] texts = [.. Enumerable.Range(1, MessagesEach).Select(day => $"jour {day}, {other.Name}")];
            await Task.WhenAll(texts.Select(text => other.Client.PostAsync(talk, text)));
            string file = $"bilan de {other.Name}";
            await months.ShowsAsync(file, other);
            months.Add([.. texts, file]);
        }));
        return months;
    }

    private sealed class Months(Colleague alice, StreamId conversation)
    {
        private readonly HashSet<string> _texts = [];

        public Colleague Alice => alice;

        public StreamId Conversation => conversation;

        public IReadOnlySet<string> Texts => _texts;

        public void Add(IEnumerable<string> texts)
        {
            lock (_texts)
            {
                _texts.UnionWith(texts);
            }
        }

        /// <summary>Shows a file that says what the message says.</summary>
        public async Task<Fact> ShowsAsync(string text, Colleague? person = null)
        {
            SpicoClient client = (person ?? alice).Client;
            FileView file = await client.UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "bilan.txt");
            PostMessageResponse posted = await client.PostFilesAsync(
                conversation, text, [new FileReference { File = file.File }]);
            var shown = new MessagePosted { Attachments = new FilesShown { Files = { file.Attachment } } };
            return new Fact { Seq = posted.Position.Seq, MessagePosted = shown };
        }
    }
}
