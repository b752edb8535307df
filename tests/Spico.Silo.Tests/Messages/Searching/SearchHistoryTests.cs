using System.Globalization;
using System.Text;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Messages.Searching;

/// <summary>
/// Goal: whatever happened, a search finds exactly the messages that a person reads and that say what is asked for, as
/// they read them. Method: random histories of posts, edits, retractions, additions and removals in three
/// conversations; after every few, random searches, page by page, against all messages read and compared one by one.
/// </summary>
public sealed class SearchHistoryTests(SearchedClinic clinic) : IClassFixture<SearchedClinic>
{
    private static readonly string[] Words =
        ["fièvre", "Fiévreux", "été", "cœur", "L'œdème", "38,5°", "sortie", "sorti", "INR", "aujourd’hui", "à", "🩺"];

    private static readonly string[] Asked =
        ["fi", "FIEVRE", "ete", "coe", "oedeme", "38", "sorti", "sortie", "inr", "aujourd'hui", "a", "zz"];

    private readonly PersonId[] _people = [.. Enumerable.Range(0, 4).Select(_ => PersonId.New())];
    private readonly List<StreamId> _talks = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_search_finds_what_its_reader_reads(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 3; i++)
        {
            _talks.Add(await clinic.GroupAsync(
                _people[0], Cluster.Reader(_people[1], true, DataClass.Medical), Cluster.Reader(_people[2])));
        }

        for (int step = 0; step < 150; step++)
        {
            await DoSomethingAsync(random);
            if (step % 5 == 4)
            {
                await CompareAsync(random, seed, step);
            }
        }
    }

    private async Task DoSomethingAsync(Random random)
    {
        StreamId talk = _talks[random.Next(_talks.Count)];
        PersonId person = _people[random.Next(_people.Length)];
        ulong message = (ulong)random.Next(1, 60);
        Reply reply = random.Next(20) switch
        {
            < 11 => await clinic.Conversation(talk).Post(
                Cluster.As(person), Cluster.Message(talk, Text(random), (DataClass)random.Next(0, 4))),
            11 => await clinic.QuoteAsync(person, talk, message),
            < 15 => await clinic.EditAsync(person, talk, message, Text(random)),
            < 17 => await clinic.RetractAsync(person, talk, message),
            17 => await clinic.AddAsync(
                _people[0], talk, Cluster.Reader(person, random.Next(2) == 0, DataClass.Social)),
            18 => await clinic.RemoveAsync(_people[0], talk, _people[random.Next(1, _people.Length)]),
            _ => await clinic.LeaveAsync(_people[random.Next(1, _people.Length)], talk),
        };
        // What is refused changed nothing: whether it may be is not the matter here.
        Assert.NotEqual(ErrorCode.Internal, reply.Error?.Code);
        if (random.Next(12) == 0)
        {
            await clinic.DeactivateAsync(clinic.Conversation(talk));
        }
    }

    private async Task CompareAsync(Random random, int seed, int step)
    {
        PersonId person = _people[random.Next(_people.Length)];
        StreamId? within = random.Next(2) == 0 ? _talks[random.Next(_talks.Count)] : null;
        SearchMessagesRequest request = Request(random);
        var read = new List<(StreamId Talk, MessageView View)>();
        if (within is { } one)
        {
            request.Conversation = one.ToByteString();
            if (await ReadAsync(person, one) is not { } views)
            {
                Assert.NotNull((await clinic.SearchAsync(person, request)).Error);
                return;
            }

            read.AddRange(views.Select(view => (one, view)));
        }
        else
        {
            foreach (InboxEntry entry in await clinic.InboxAsync(person))
            {
                StreamId talk = _talks.Single(talk => talk.ToByteString() == entry.Conversation);
                read.AddRange((await ReadAsync(person, talk))!.Select(view => (talk, view)));
            }
        }

        List<(StreamId Talk, MessageView View)> expected =
        [
            .. read.Where(each => Says(each.View, request))
                .OrderByDescending(each => each.View.Posted.At)
                .ThenByDescending(each => each.Talk.Value)
                .ThenByDescending(each => each.View.Posted.Seq),
        ];
        List<FoundMessage> found = await clinic.FindAsync(person, request);
        string context = $"seed {seed}, step {step}, {request}";
        Assert.True(
            expected.Select(each => each.View).SequenceEqual(found.Select(each => each.Message)),
            $"{context}: expected {string.Join(' ', expected.Select(each => each.View.Posted.Seq))}, " +
            $"found {string.Join(' ', found.Select(each => each.Message.Posted.Seq))}");
        Assert.Equal(expected.Select(each => each.Talk.ToByteString()), found.Select(each => each.Conversation));
    }

    private SearchMessagesRequest Request(Random random)
    {
        var request = new SearchMessagesRequest { Limit = (uint)random.Next(1, 6) };
        if (random.Next(6) == 0)
        {
            request.Authors.Add(_people[random.Next(_people.Length)].ToByteString());
        }

        if (random.Next(6) == 0)
        {
            request.Traits.Add(MessageTrait.Answer);
        }

        if (request.Authors.Count + request.Traits.Count == 0 || random.Next(2) == 0)
        {
            request.Text = string.Join(' ', Enumerable.Range(0, random.Next(1, 3))
                .Select(_ => Asked[random.Next(Asked.Length)]));
        }

        return request;
    }

    private async Task<List<MessageView>?> ReadAsync(PersonId person, StreamId talk)
    {
        List<MessageView> views = [];
        var request = new ReadMessagesRequest { After = 0, Limit = 100 };
        while (true)
        {
            Reply reply = await clinic.ReadMessagesAsync(person, talk, request);
            if (reply.Error is not null)
            {
                return null;
            }

            views.AddRange(reply.ReadMessages.Messages);
            if (reply.ReadMessages.End)
            {
                return views;
            }

            request.After = views[^1].Posted.Seq;
        }
    }

    // Slow and plain: one word after the other.
    private static bool Says(MessageView view, SearchMessagesRequest request)
    {
        if (view.Posted.MessagePosted is not { Retracted: 0 } posted || view.Retraction is not null)
        {
            return false;
        }

        string[] said = WordsOf(view.Edit?.MessageEdited.Text ?? posted.Text);
        return WordsOf(request.Text).All(
                word => said.Any(each => each.StartsWith(word, StringComparison.Ordinal)))
            && (request.Authors.Count == 0 || request.Authors.Contains(view.Posted.Author))
            && (request.Traits.Count == 0 || posted.Quote > 0);
    }

    private static string[] WordsOf(string text)
    {
        string plain = string.Concat(
            text.ToLowerInvariant().Replace("œ", "oe", StringComparison.Ordinal).Normalize(NormalizationForm.FormD)
                .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
                .Select(letter => char.IsLetterOrDigit(letter) ? letter : ' '));
        return plain.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Text(Random random) => string.Join(
        ' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Words[random.Next(Words.Length)]));
}
