using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Messages;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Practices;

public sealed class PracticeTests(Cluster clinic) : IClassFixture<Cluster>
{
    private static readonly ReadMessagesRequest FromTheStart = new() { After = 0 };

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();

    [Fact]
    public async Task Members_are_added_in_a_practice_situation_and_choose_another_themselves()
    {
        PracticeSituation[] alices = await RegisterAsync(_alice, "Hôpital", "Cabinet");
        PracticeSituation[] bobs = await RegisterAsync(_bob, "Hôpital");
        CreateConversationRequest creation = Cluster.Group("Round", In(_bob, bobs[0]));
        creation.Practice = alices[0].Id;
        StreamId round = Opened(await clinic.CreateAsync(_alice, creation));
        Assert.Equal(alices[0].Structure, bobs[0].Structure);
        Assert.Equal([alices[0], bobs[0]], await MembersAsync(round));

        Assert.NotNull((await SetAsync(_alice, round, alices[1].Id)).SetPractice.Position);
        Assert.Null((await SetAsync(_alice, round, alices[1].Id)).SetPractice.Position);
        Assert.Equal([alices[1], bobs[0]], await MembersAsync(round));
        await clinic.DeactivateAsync(clinic.Conversation(round));
        Assert.Equal([alices[1], bobs[0]], await MembersAsync(round));
        Assert.NotNull((await SetAsync(_bob, round, ByteString.Empty)).SetPractice.Position);
        Assert.Equal([alices[1], null], await MembersAsync(round));

        List<Fact> facts = await clinic.ReadAllAsync(_bob, round);
        Assert.Equal(bobs[0], facts[2].MemberAdded.Practice);
        Assert.Equal((alices[1], _alice.ToByteString()), (facts[3].PracticeSet.Practice, facts[3].Author));
    }

    [Fact]
    public async Task Nobody_acts_in_a_practice_situation_of_somebody_else_nor_chooses_for_a_member()
    {
        PracticeSituation[] alices = await RegisterAsync(_alice, "Hôpital");
        PracticeSituation[] bobs = await RegisterAsync(_bob, "Hôpital", "Cabinet");
        CreateConversationRequest creation = Cluster.Group("Round", In(_bob, alices[0]));
        Assert.Equal("members[0].practice", (await clinic.CreateAsync(_alice, creation)).Error.Field);
        creation = Cluster.Group("Round");
        creation.Practice = bobs[0].Id;
        Assert.Equal("practice", (await clinic.CreateAsync(_alice, creation)).Error.Field);

        StreamId round = await clinic.GroupAsync(_alice);
        Assert.Equal("member.practice", (await clinic.AddAsync(_alice, round, In(_carol, bobs[0]))).Error.Field);
        Assert.Equal("practice", (await SetAsync(_alice, round, bobs[0].Id)).Error.Field);
        Assert.Equal("practice", (await SetAsync(_alice, round, ByteString.CopyFrom(1, 2))).Error.Field);
        Assert.Equal(ErrorCode.NotAccessible, (await SetAsync(_bob, round, bobs[0].Id)).Error.Code);

        Assert.Null((await clinic.AddAsync(_alice, round, In(_bob, bobs[0]))).Error);
        Assert.Null((await clinic.AddAsync(_alice, round, In(_bob, bobs[0]))).Error);
        Assert.Equal("member.practice", (await clinic.AddAsync(_alice, round, In(_bob, bobs[1]))).Error.Field);
        NewMember less = In(_bob, bobs[0]);
        less.Withheld.Add(DataClass.Medical);
        Assert.Null((await clinic.AddAsync(_alice, round, less)).Error);
        Assert.Equal(bobs[0], (await MembersAsync(round))[1]);
    }

    [Fact]
    public async Task A_page_of_messages_tells_in_which_situation_each_author_wrote()
    {
        PracticeSituation[] alices = await RegisterAsync(_alice, "Hôpital", "Cabinet");
        PracticeSituation[] bobs = await RegisterAsync(_bob, "EHPAD");
        StreamId round = await clinic.GroupAsync(_alice, In(_bob, bobs[0]), Cluster.Reader(_carol));
        await clinic.PostAsync(_alice, round, "in none");
        await SetAsync(_alice, round, alices[0].Id);
        await clinic.PostAsync(_alice, round, "at the hospital");
        await clinic.PostAsync(_bob, round, "at the home");
        await SetAsync(_alice, round, alices[1].Id);
        await clinic.RemoveAsync(_alice, round, _bob);
        await clinic.AddAsync(_alice, round, Cluster.Reader(_bob));
        await clinic.PostAsync(_bob, round, "come back");
        await clinic.PostAsync(_alice, round, "at the practice");
        await RegisterAsync(_bob, "Ailleurs");

        ReadMessagesResponse page = (await clinic.ReadMessagesAsync(_carol, round, FromTheStart)).ReadMessages;
        PracticeSituation?[] told = [null, alices[0], bobs[0], null, alices[1]];
        Assert.Equal(told, page.Messages.Select(message => ActedIn(page, message.Posted)));

        // So does each page by itself, and one for somebody who reads from now on only.
        foreach (MessageView message in page.Messages)
        {
            var one = new ReadMessagesRequest { After = message.Posted.Seq - 1, Limit = 1 };
            ReadMessagesResponse alone = (await clinic.ReadMessagesAsync(_carol, round, one)).ReadMessages;
            Assert.Equal(ActedIn(page, message.Posted), ActedIn(alone, message.Posted));
            Assert.True(alone.Practices.Count <= 1);
        }

        var late = PersonId.New();
        await clinic.AddAsync(_alice, round, Cluster.Reader(late, all: false));
        await clinic.PostAsync(_alice, round, "for all");
        page = (await clinic.ReadMessagesAsync(late, round, FromTheStart)).ReadMessages;
        Assert.Equal(alices[1], ActedIn(page, Assert.Single(page.Messages).Posted));
    }

    [Fact]
    public async Task A_structure_that_is_mentioned_reaches_those_who_act_for_it_and_may_read()
    {
        PracticeSituation[] bobs = await RegisterAsync(_bob, "Hôpital", "Cabinet");
        PracticeSituation[] carols = await RegisterAsync(_carol, "Hôpital");
        NewMember withheld = In(_carol, carols[0]);
        withheld.Withheld.Add(DataClass.Medical);
        StreamId round = await clinic.GroupAsync(_alice, In(_bob, bobs[0]), withheld);
        ulong both = (await MentionAsync(round, DataClass.Unspecified, bobs[0].Structure)).PostMessage.Position.Seq;
        ulong medical = (await MentionAsync(round, DataClass.Medical, bobs[0].Structure)).PostMessage.Position.Seq;
        await MentionedAsync(_bob, round, both, medical);
        await MentionedAsync(_carol, round, both);

        Reply nobody = await MentionAsync(round, DataClass.Unspecified, bobs[1].Structure);
        Assert.Equal("mentions.structures", nobody.Error.Field);
        Reply twice = await MentionAsync(round, DataClass.Unspecified, bobs[0].Structure, bobs[0].Structure);
        Assert.Equal("mentions.structures", twice.Error.Field);
        Reply many = await MentionAsync(round, DataClass.Unspecified, [.. Enumerable.Range(0, 11).Select(Id)]);
        Assert.Equal((ErrorCode.TooLarge, 10ul), (many.Error.Code, many.Error.Limit));
    }

    [Fact]
    public async Task A_structure_that_is_mentioned_has_no_more_than_fifty_to_reach()
    {
        NewMember[] all = new NewMember[51];
        for (int i = 0; i < all.Length; i++)
        {
            var person = PersonId.New();
            all[i] = In(person, (await RegisterAsync(person, "Hôpital"))[0]);
        }

        StreamId round = await clinic.GroupAsync(_alice, all);
        ByteString structure = PracticeRules.Of(_alice, [At("Hôpital")]).Practices[0].Structure;
        Reply mentioned = await MentionAsync(round, DataClass.Unspecified, structure);
        Assert.Equal((ErrorCode.TooLarge, 50ul), (mentioned.Error.Code, mentioned.Error.Limit));
        PostMessageRequest request = Cluster.Message(round, "who?");
        request.Request = new NewCareRequest { Structures = { structure } };
        Reply asked = await clinic.Conversation(round).Post(Cluster.As(_alice), request);
        Assert.Equal(("request.structures", 50ul), (asked.Error.Field, asked.Error.Limit));
    }

    [Fact]
    public async Task A_structure_that_is_asked_stands_for_those_who_act_for_it()
    {
        PracticeSituation[] alices = await RegisterAsync(_alice, "Hôpital");
        PracticeSituation[] bobs = await RegisterAsync(_bob, "Hôpital", "Cabinet");
        CreateConversationRequest creation = Cluster.Group("Round", In(_bob, bobs[0]), Cluster.Reader(_carol));
        creation.Practice = alices[0].Id;
        StreamId round = Opened(await clinic.CreateAsync(_alice, creation));
        var requests = clinic.Grains.GetGrain<IConversationCareRequests>(StreamKey.Of(round));
        ulong message = (await clinic.PostAsync(_alice, round, "who goes?")).Position.Seq;
        ulong made = (await AskAsync(bobs[0].Structure)).MakeCareRequest.Position.Seq;

        Reply notAsked = await requests.TakeCareRequest(Cluster.As(_carol), Take(made));
        Assert.Equal(ErrorCode.NotAccessible, notAsked.Error.Code);
        Assert.Null((await requests.TakeCareRequest(Cluster.As(_bob), Take(made))).Error);
        CareRequestMade fact = (await clinic.ReadAllAsync(_carol, round))
            .Single(each => each.Seq == made).CareRequestMade;
        Assert.Equal([_bob.ToByteString()], fact.Addressees);
        Assert.Equal([bobs[0].Structure], fact.Structures);
        Assert.Equal("structures", (await AskAsync(bobs[1].Structure)).Error.Field);
        Assert.Equal("addressees", (await AskAsync()).Error.Field);
        Assert.Equal("structures", (await AskAsync([.. Enumerable.Range(0, 11).Select(Id)])).Error.Field);
        Assert.Equal("structures", (await AskAsync(ByteString.CopyFrom(1))).Error.Field);

        async Task<Reply> AskAsync(params ByteString[] structures) => await requests.MakeCareRequest(
            Cluster.As(_alice),
            new MakeCareRequestRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Conversation = round.ToByteString(),
                Message = message,
                Structures = { structures },
            });

        TakeCareRequestRequest Take(ulong request) => new()
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = round.ToByteString(),
            Request = request,
        };
    }

    private static PracticeSituation At(string structure) =>
        new() { Profession = "Infirmière", StructureName = structure, Town = "Valfictif" };

    private static NewMember In(PersonId person, PracticeSituation practice)
    {
        NewMember member = Cluster.Reader(person);
        member.Practice = practice.Id;
        return member;
    }

    private static ByteString Id(int number) =>
        StructureId.From(new Guid(number + 1, 0, 0, new byte[8])).ToByteString();

    private static StreamId Opened(Reply created)
    {
        Assert.Null(created.Error);
        return StreamId.TryFrom(created.CreateConversation.Conversation, out StreamId stream) ? stream : default;
    }

    // As SPEC.md says: of a message, the author's last one up to it.
    private static PracticeSituation? ActedIn(ReadMessagesResponse page, Fact message) => page.Practices
        .LastOrDefault(each => each.Person == message.Author && each.Since <= message.Seq)?.Practice;

    private async Task<PracticeSituation[]> RegisterAsync(PersonId person, params string[] structures)
    {
        PersonPractices practices = PracticeRules.Of(person, structures.Select(At));
        await clinic.People.SetPracticesAsync([practices]);
        return [.. practices.Practices];
    }

    private async Task<PracticeSituation?[]> MembersAsync(StreamId round)
    {
        Subscription subscription = await clinic.Conversation(round)
            .Subscribe(Cluster.As(_alice), clinic.Observe(new TestGateway()));
        return [.. subscription.View!.Conversation.Members.Select(member => member.Practice)];
    }

    private async Task<Reply> SetAsync(PersonId person, StreamId round, ByteString practice) =>
        await clinic.Conversation(round).SetPractice(Cluster.As(person), new SetPracticeRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = round.ToByteString(),
            Practice = practice,
        });

    private async Task<Reply> MentionAsync(StreamId round, DataClass dataClass, params ByteString[] structures)
    {
        PostMessageRequest message = Cluster.Message(round, "see this", dataClass);
        message.Mentions = new Mentions { Structures = { structures } };
        return await clinic.Conversation(round).Post(Cluster.As(_alice), message);
    }

    private Task MentionedAsync(PersonId person, StreamId round, params ulong[] messages) => Eventually.Becomes(
        "the mentions are told",
        async () => (await clinic.Inbox(person).Read(Cluster.As(person), new HistoryQuery(0, false, 100))).Facts
            .Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact.Notified)
            .Where(told => told?.Kind == NotificationKind.Mention && told.Conversation == round.ToByteString())
            .Select(told => told!.Seq).Order().ToArray(),
        told => told.SequenceEqual(messages),
        string.Join(", ", messages));
}
