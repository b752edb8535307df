using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Messages;

public sealed class MessageTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();

    [Fact]
    public async Task A_message_says_what_its_last_edit_says_and_keeps_its_versions()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        ulong message = (await clinic.PostAsync(_alice, round, "one", DataClass.Medical)).Position.Seq;
        await clinic.DeactivateAsync(clinic.Conversation(round));
        Assert.Null((await clinic.EditAsync(_alice, round, message, "two")).Error);
        Reply third = await clinic.EditAsync(_alice, round, message, "three");

        MessageView view = Assert.Single(await clinic.MessagesAsync(_bob, round));
        Assert.Equal("one", view.Posted.MessagePosted.Text);
        Assert.Equal(("three", 3u), (view.Edit.MessageEdited.Text, view.Edit.MessageEdited.Version));
        Assert.Equal(third.EditMessage.Position.Seq, view.Edit.Seq);
        Assert.Equal(DataClass.Medical, view.Edit.DataClass);
        Assert.Equal(["one", "two", "three"], await clinic.VersionsAsync(_bob, round, message));
        Assert.Equal(
            ErrorCode.NotAccessible, (await clinic.EditAsync(_bob, round, message, "four")).Error.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n\u00a0\u2003")]
    public async Task A_message_says_something(string blank)
    {
        StreamId round = await clinic.GroupAsync(_alice);
        ulong message = (await clinic.PostAsync(_alice, round, "one")).Position.Seq;
        Reply posted = await clinic.Conversation(round).Post(Cluster.As(_alice), Cluster.Message(round, blank));
        Reply edited = await clinic.EditAsync(_alice, round, message, blank);

        Assert.Equal((ErrorCode.InvalidArgument, "text"), (posted.Error.Code, posted.Error.Field));
        Assert.Equal((ErrorCode.InvalidArgument, "text"), (edited.Error.Code, edited.Error.Field));
        Assert.Equal(message, (await clinic.ReadAllAsync(_alice, round))[^1].Seq);
    }

    [Fact]
    public async Task A_retracted_message_is_readable_on_no_path()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        ulong message = (await clinic.PostAsync(_alice, round, "secret one")).Position.Seq;
        await clinic.EditAsync(_alice, round, message, "secret two");
        await clinic.ReactAsync(_bob, round, message, Reaction.Agree);
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.RetractAsync(_bob, round, message)).Error.Code);

        Reply retracted = await clinic.RetractAsync(_alice, round, message);
        Assert.Null(retracted.Error);
        List<Fact> facts = await clinic.ReadAllAsync(_bob, round);
        Assert.DoesNotContain("secret", string.Concat(facts), StringComparison.Ordinal);
        Fact posted = facts.Single(fact => fact.Seq == message);
        Assert.Equal(retracted.RetractMessage.Position.Seq, posted.MessagePosted.Retracted);
        MessageView view = Assert.Single(await clinic.MessagesAsync(_bob, round));
        Assert.Equal(message, view.Retraction.MessageRetracted.Message);
        Assert.Null(view.Edit);
        Assert.Empty(view.Reactions);
        Assert.Equal(["", ""], await clinic.VersionsAsync(_alice, round, message));

        foreach (Reply late in new[]
        {
            await clinic.EditAsync(_alice, round, message, "again"),
            await clinic.RetractAsync(_alice, round, message),
            await clinic.ReactAsync(_bob, round, message, Reaction.Thanks),
            await clinic.QuoteAsync(_bob, round, message),
        })
        {
            Assert.Equal(ErrorCode.WrongState, late.Error.Code);
        }
    }

    [Fact]
    public async Task An_edit_and_a_retraction_at_once_leave_no_text_behind()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        for (int i = 0; i < 20; i++)
        {
            ulong message = (await clinic.PostAsync(_alice, round, "secret")).Position.Seq;
            Task<Reply>[] edits =
                [.. Enumerable.Range(0, 3).Select(_ => clinic.EditAsync(_alice, round, message, "secret too"))];
            Reply retracted = await clinic.RetractAsync(_alice, round, message);
            await Task.WhenAll(edits);
            if (retracted.Error is not null)
            {
                Assert.True(retracted.Error.Retryable);
                Assert.Null((await clinic.RetractAsync(_alice, round, message)).Error);
            }
        }

        Assert.DoesNotContain(
            "secret", string.Concat(await clinic.ReadAllAsync(_alice, round)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_has_one_reaction_to_a_message()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob), Cluster.Reader(_carol));
        ulong message = (await clinic.PostAsync(_alice, round, "one")).Position.Seq;
        Assert.NotNull((await clinic.ReactAsync(_bob, round, message, Reaction.Seen)).ReactToMessage.Position);
        Assert.Null((await clinic.ReactAsync(_bob, round, message, Reaction.Seen)).ReactToMessage.Position);
        await clinic.ReactAsync(_carol, round, message, Reaction.Done);
        await clinic.ReactAsync(_bob, round, message, Reaction.Done);

        MessageView view = Assert.Single(await clinic.MessagesAsync(_bob, round));
        ReactionTally tally = Assert.Single(view.Reactions);
        Assert.Equal((Reaction.Done, 2u, true), (tally.Reaction, tally.Count, tally.Own));
        Assert.Equal([_carol.ToByteString(), _bob.ToByteString()], tally.People);

        await clinic.ReactAsync(_bob, round, message, Reaction.Unspecified);
        Assert.Null((await clinic.ReactAsync(_bob, round, message, Reaction.Unspecified)).ReactToMessage.Position);
        tally = Assert.Single(Assert.Single(await clinic.MessagesAsync(_bob, round)).Reactions);
        Assert.Equal((1u, false), (tally.Count, tally.Own));
        Assert.Equal(
            ErrorCode.InvalidArgument, (await clinic.ReactAsync(_bob, round, message, (Reaction)99)).Error.Code);
    }

    [Fact]
    public async Task A_quote_names_a_message_that_its_author_can_read()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob, true, DataClass.Medical));
        ulong fever = (await clinic.PostAsync(_alice, round, "fever", DataClass.Medical)).Position.Seq;
        ulong bed = (await clinic.PostAsync(_alice, round, "bed", DataClass.Social)).Position.Seq;
        await clinic.AddAsync(_alice, round, Cluster.Reader(_carol, all: false));

        Reply answer = await clinic.QuoteAsync(_bob, round, bed);
        Assert.Null(answer.Error);
        Fact posted = (await clinic.ReadAllAsync(_carol, round))[^1];
        Assert.Equal(bed, posted.MessagePosted.Quote);
        foreach (Reply refused in new[]
        {
            await clinic.QuoteAsync(_bob, round, fever),
            await clinic.QuoteAsync(_carol, round, bed),
            await clinic.QuoteAsync(_bob, round, 1),
            await clinic.QuoteAsync(_bob, round, 999),
            await clinic.QuoteAsync(_bob, round, ulong.MaxValue),
        })
        {
            Assert.Equal((ErrorCode.NotAccessible, "quote"), (refused.Error.Code, refused.Error.Field));
        }
    }

    [Fact]
    public async Task Who_cannot_read_a_message_learns_nothing_of_what_becomes_of_it()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob, true, DataClass.Medical));
        ulong fever = (await clinic.PostAsync(_alice, round, "fever", DataClass.Medical)).Position.Seq;
        ulong bed = (await clinic.PostAsync(_alice, round, "bed")).Position.Seq;
        await clinic.AddAsync(_alice, round, Cluster.Reader(_carol, all: false));
        await clinic.EditAsync(_alice, round, fever, "more fever");
        await clinic.EditAsync(_alice, round, bed, "another bed");
        await clinic.ReactAsync(_alice, round, bed, Reaction.Done);

        List<Fact> bobs = await clinic.ReadAllAsync(_bob, round);
        Assert.Equal([fever, fever + 3], bobs.Where(fact => fact.Elided is not null).Select(fact => fact.Seq));
        Assert.Equal("another bed", bobs[^2].MessageEdited.Text);
        List<Fact> carols = await clinic.ReadAllAsync(_carol, round);
        Assert.Equal(3, carols.Count);
        Assert.All(carols, fact => Assert.NotNull(fact.Elided));
        Assert.Empty(await clinic.MessagesAsync(_carol, round));
        MessageView elided = (await clinic.MessagesAsync(_bob, round))[0];
        Assert.Equal(new MessageView { Posted = bobs[(int)fever - 1] }, elided);
        foreach (PersonId person in new[] { _carol, _bob })
        {
            ulong hidden = person == _bob ? fever : bed;
            Assert.Equal(
                ErrorCode.NotAccessible, (await clinic.ReactAsync(person, round, hidden, Reaction.Seen)).Error.Code);
            Assert.Equal(ErrorCode.NotAccessible, (await clinic.ReadVersionsAsync(person, round, hidden)).Error.Code);
        }
    }

    [Fact]
    public async Task A_mention_names_members_who_may_read_the_message()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob, true, DataClass.Medical));
        PostMessageRequest message = Cluster.Message(round, "@bob");
        message.Mentions = new Mentions { People = { _bob.ToByteString() }, Everyone = true };
        Assert.Null((await clinic.Conversation(round).Post(Cluster.As(_alice), message)).Error);
        Assert.Equal(message.Mentions, (await clinic.ReadAllAsync(_bob, round))[^1].MessagePosted.Mentions);

        Assert.Equal(ErrorCode.InvalidArgument, await Posted(DataClass.Medical, _bob));
        Assert.Equal(ErrorCode.InvalidArgument, await Posted(DataClass.Unspecified, _carol));
        Assert.Equal(ErrorCode.InvalidArgument, await Posted(DataClass.Unspecified, _bob, _bob));
        Assert.Equal(
            ErrorCode.TooLarge,
            await Posted(
                DataClass.Unspecified,
                [.. Enumerable.Range(0, MessageLimits.Mentions + 1).Select(_ => PersonId.New())]));

        async Task<ErrorCode> Posted(DataClass dataClass, params PersonId[] people)
        {
            PostMessageRequest request = Cluster.Message(round, "text", dataClass);
            request.Mentions = new Mentions { People = { people.Select(person => person.ToByteString()) } };
            return (await clinic.Conversation(round).Post(Cluster.As(_alice), request)).Error.Code;
        }
    }

    [Fact]
    public async Task A_message_has_so_many_versions_and_a_page_so_many_of_them()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        ulong message = (await clinic.PostAsync(_alice, round, "1")).Position.Seq;
        for (int version = 2; version <= MessageLimits.Versions; version++)
        {
            Assert.Null((await clinic.EditAsync(_alice, round, message, $"{version}")).Error);
        }

        Reply more = await clinic.EditAsync(_alice, round, message, "too many");
        Assert.Equal(
            (ErrorCode.LimitReached, (ulong)MessageLimits.Versions), (more.Error.Code, more.Error.Limit));
        Assert.Equal(
            Enumerable.Range(1, MessageLimits.Versions).Select(version => $"{version}"),
            await clinic.VersionsAsync(_alice, round, message));
        Reply first = await clinic.ReadVersionsAsync(_alice, round, message);
        Assert.Equal(MessageLimits.PageVersions, first.ReadVersions.Versions.Count);
    }

    [Fact]
    public async Task Messages_are_paged_both_ways()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        for (int i = 0; i < 7; i++)
        {
            PostMessageResponse posted = await clinic.PostAsync(_alice, round, $"{i}");
            await clinic.ReactAsync(_alice, round, posted.Position.Seq, Reaction.Seen);
        }

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], await Texts(backwards: false));
        Assert.Equal(["6", "5", "4", "3", "2", "1", "0"], await Texts(backwards: true));
        Reply refused = await clinic.ReadMessagesAsync(
            _alice, round, new ReadMessagesRequest { Limit = MessageLimits.PageMessages + 1 });
        Assert.Equal((ErrorCode.InvalidArgument, "limit"), (refused.Error.Code, refused.Error.Field));

        async Task<List<string>> Texts(bool backwards)
        {
            List<string> texts = [];
            var request = new ReadMessagesRequest { Limit = 3 };
            if (!backwards)
            {
                request.After = 0;
            }

            while (true)
            {
                ReadMessagesResponse page = (await clinic.ReadMessagesAsync(_alice, round, request)).ReadMessages;
                texts.AddRange(page.Messages.Select(message => message.Posted.MessagePosted.Text));
                if (page.End)
                {
                    return texts;
                }

                ulong last = page.Messages[^1].Posted.Seq;
                _ = backwards ? request.Before = last : request.After = last;
            }
        }
    }
}
