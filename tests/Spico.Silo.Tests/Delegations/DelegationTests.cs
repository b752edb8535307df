using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Delegations;
using Spico.Silo.Messages;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Messages;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Delegations;

public sealed class DelegationTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private Caller CarolForAlice => Cluster.As(_alice) with { ActedBy = _carol };

    [Fact]
    public async Task Whoever_acts_for_a_professional_does_what_they_may_and_every_fact_shows_both()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await GrantAsync(_carol);
        IConversationGrain grain = clinic.Conversation(round);
        Reply posted = await grain.Post(CarolForAlice, Cluster.Message(round, "for alice"));
        Assert.Null(posted.Error);
        await grain.AddMember(CarolForAlice, new AddMemberRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = round.ToByteString(),
            Member = Cluster.Reader(PersonId.New()),
        });
        await clinic.PostAsync(_alice, round, "by alice");

        List<Fact> facts = await clinic.ReadAllAsync(_bob, round);
        Assert.All(facts, fact => Assert.Equal(_alice.ToByteString(), fact.Author));
        Assert.Equal(
            [false, false, false, true, true, false],
            facts.Select(fact => fact.ActedBy == _carol.ToByteString()));
        ReadMessagesResponse page = (await clinic.ReadMessagesAsync(_bob, round, new ReadMessagesRequest { After = 0 }))
            .ReadMessages;
        Assert.Equal(_carol.ToByteString(), page.Messages[0].Posted.ActedBy);
        Assert.Equal(0ul, (await clinic.MarkAsync(_alice, round, facts[^1].Seq)).MarkRead.Unread);
        Assert.Null((await grain.Subscribe(CarolForAlice, clinic.Observe(new TestGateway()))).Refusal);

        // Nobody but them, and nowhere else.
        Caller bobForAlice = CarolForAlice with { ActedBy = _bob };
        Assert.Equal("on_behalf_of", (await grain.Post(bobForAlice, Cluster.Message(round, "no"))).Error.Field);
        Caller carolForBob = Cluster.As(_bob) with { ActedBy = _carol };
        Assert.Equal("on_behalf_of", (await grain.Post(carolForBob, Cluster.Message(round, "no"))).Error.Field);
        Assert.NotNull((await grain.Post(Cluster.As(_carol), Cluster.Message(round, "no"))).Error);
    }

    [Fact]
    public async Task Who_acted_is_told_of_a_message_and_its_edit_after_they_are_retracted()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await GrantAsync(_carol);
        IMessageGrain messages = clinic.Grains.GetGrain<IMessageGrain>(StreamKey.Of(round));
        Reply posted = await clinic.Conversation(round).Post(CarolForAlice, Cluster.Message(round, "secret"));
        ulong message = posted.PostMessage.Position.Seq;
        Assert.Null((await messages.Edit(Cluster.As(_alice), new EditMessageRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = round.ToByteString(),
            Message = message,
            Text = "by alice herself",
        })).Error);
        Assert.Null((await messages.Retract(CarolForAlice, new RetractMessageRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = round.ToByteString(),
            Message = message,
        })).Error);

        List<Fact> facts = await clinic.ReadAllAsync(_bob, round);
        Assert.Equal(
            [true, false, true], facts[^3..].Select(fact => fact.ActedBy == _carol.ToByteString()));
        Assert.DoesNotContain("secret", facts[^3].ToString());
    }

    [Fact]
    public async Task What_is_revoked_ends_for_every_command_and_reading()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        ulong given = (await GrantAsync(_carol)).GrantDelegation.Position.Seq;
        Assert.NotEqual(0, await Inbox(_alice).ActsUntil(_carol));
        Assert.Null((await Inbox(_alice).RevokeDelegation(Cluster.As(_alice), Revoke(given))).Error);
        Assert.Equal(
            ErrorCode.WrongState,
            (await Inbox(_alice).RevokeDelegation(Cluster.As(_alice), Revoke(given))).Error.Code);

        Assert.Equal(0, await Inbox(_alice).ActsUntil(_carol));
        IConversationGrain grain = clinic.Conversation(round);
        Assert.NotNull((await grain.Post(CarolForAlice, Cluster.Message(round, "late"))).Error);
        Assert.NotNull((await grain.Subscribe(CarolForAlice, clinic.Observe(new TestGateway()))).Refusal);
        Assert.NotNull((await grain.Read(CarolForAlice, new HistoryQuery(0, false, 10))).Refusal);
        Assert.NotNull((await grain.MarkRead(CarolForAlice, new MarkReadRequest
        {
            Conversation = round.ToByteString(),
        })).Error);
        Assert.NotNull((await clinic.Grains.GetGrain<IMessageGrain>(StreamKey.Of(round)).ReadMessages(
            CarolForAlice, new ReadMessagesRequest { Conversation = round.ToByteString() })).Error);
        Assert.NotNull((await clinic.Inbox(_alice).List(CarolForAlice, new ListInboxRequest())).Error);
        Assert.NotNull((await clinic.Inbox(_alice).Read(CarolForAlice, new HistoryQuery(0, false, 10))).Refusal);
        Assert.NotNull(
            (await clinic.Inbox(_alice).Subscribe(CarolForAlice, clinic.Observe(new TestGateway()))).Refusal);
    }

    [Fact]
    public async Task Both_see_what_was_given_and_nobody_passes_it_on()
    {
        ulong given = (await GrantAsync(_carol, from: Now + 60_000)).GrantDelegation.Position.Seq;
        ListDelegationsResponse alices = await ListAsync(_alice);
        Delegation one = Assert.Single(alices.Given);
        Assert.Equal((given, _carol.ToByteString()), (one.Delegation_, one.GivenTo));
        Assert.Equal(one, Assert.Single((await ListAsync(_carol)).Received));
        Assert.Empty(alices.Received);

        // It has not begun.
        Assert.Equal(0, await Inbox(_alice).ActsUntil(_carol));
        Assert.Equal(ErrorCode.WrongState, (await GrantAsync(_carol)).Error.Code);
        await GrantAsync(_bob);
        await clinic.DeactivateAsync(clinic.Inbox(_alice));
        Assert.NotEqual(0, await Inbox(_alice).ActsUntil(_bob));
        Caller bobForAlice = Cluster.As(_alice) with { ActedBy = _bob };
        Reply passedOn = await Inbox(_alice).GrantDelegation(bobForAlice, Grant(PersonId.New(), Now + 60_000));
        Assert.Equal(ErrorCode.NotAccessible, passedOn.Error.Code);
        Assert.Equal(
            ErrorCode.NotAccessible,
            (await Inbox(_alice).RevokeDelegation(bobForAlice, Revoke(given))).Error.Code);
        Assert.Equal(
            ErrorCode.NotAccessible,
            (await Inbox(_alice).GrantDelegation(Cluster.As(_bob), Grant(_bob, Now + 60_000))).Error.Code);
    }

    [Fact]
    public async Task A_delegation_has_an_end_a_kind_and_somebody_else_who_has_it()
    {
        long day = (long)TimeSpan.FromDays(1).TotalMilliseconds;
        Assert.Equal("until", (await AskAsync(Grant(_carol, Now - 1))).Error.Field);
        Assert.Equal("until", (await AskAsync(Grant(_carol, Now + (367 * day)))).Error.Field);
        GrantDelegationRequest past = Grant(_carol, Now - 1);
        past.From = Now - day;
        Assert.Equal("until", (await AskAsync(past)).Error.Field);
        Assert.Equal("person", (await AskAsync(Grant(_alice, Now + day))).Error.Field);
        Assert.Equal("person", (await AskAsync(Grant(clinic.People.Nobody(), Now + day))).Error.Field);
        GrantDelegationRequest odd = Grant(_carol, Now + day);
        odd.Kind = DelegationKind.Unspecified;
        Assert.Equal("kind", (await AskAsync(odd)).Error.Field);
        odd = Grant(_carol, Now + day);
        odd.From = -1;
        Assert.Equal("from", (await AskAsync(odd)).Error.Field);
        for (int i = 0; i < GivenDelegations.CountMax; i++)
        {
            Assert.Null((await AskAsync(Grant(PersonId.New(), Now + day))).Error);
        }

        Error many = (await AskAsync(Grant(_carol, Now + day))).Error;
        Assert.Equal((ErrorCode.LimitReached, 20ul), (many.Code, many.Limit));
    }

    [Fact]
    public void A_delegation_holds_from_its_beginning_until_its_end_and_no_longer()
    {
        var given = new GivenDelegations();
        given.Apply(Given(1, at: 5, from: 10, until: 20));
        Assert.Equal(
            [0, 20, 20, 0], new long[] { 9, 10, 19, 20 }.Select(now => given.ActsUntil(_carol, now)));
        var again = GivenDelegations.Of(given.ToSnapshot());
        Assert.Equal(20, again.ActsUntil(_carol, 15));

        // What is over is forgotten with the next.
        given.Apply(Given(2, at: 20, from: 30, until: 40));
        Assert.Null(given.Find(1));
        Assert.Equal((1, 0), (given.CountAt(20), given.CountAt(40)));
    }

    private static GrantDelegationRequest Grant(PersonId person, long until) => new()
    {
        RequestId = RequestId.New().ToByteString(),
        Person = person.ToByteString(),
        Kind = DelegationKind.Replacement,
        Until = until,
    };

    private static RevokeDelegationRequest Revoke(ulong delegation) =>
        new() { RequestId = RequestId.New().ToByteString(), Delegation = delegation };

    private StreamFact Given(long seq, long at, long from, long until)
    {
        var granted = new DelegationGranted { Person = _carol.ToByteString(), From = from, Until = until };
        return new StreamFact(
            new StreamHead(seq, 0, at),
            _alice,
            DataClass.Unspecified,
            Fact.BodyOneofCase.DelegationGranted,
            new Fact { DelegationGranted = granted });
    }

    private IDelegationGrain Inbox(PersonId person) =>
        clinic.Grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(person)));

    private async Task<Reply> AskAsync(GrantDelegationRequest request) =>
        await Inbox(_alice).GrantDelegation(Cluster.As(_alice), request);

    private async Task<Reply> GrantAsync(PersonId person, long from = 0)
    {
        GrantDelegationRequest request = Grant(person, Now + (long)TimeSpan.FromHours(1).TotalMilliseconds);
        request.From = from;
        return await AskAsync(request);
    }

    private async Task<ListDelegationsResponse> ListAsync(PersonId person) =>
        (await Inbox(person).ListDelegations(Cluster.As(person), new ListDelegationsRequest())).ListDelegations;
}
