using CsCheck;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Conversations.Receipts;

public sealed class ReceiptTests(PromptCluster clinic) : IClassFixture<PromptCluster>
{
    private const int People = 4;

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    private enum Deed
    {
        Post,
        Read,
        Receive,
        Leave,
        Join,
        Tell,
        Hide,
        Forget,
    }

    /// <summary>
    /// Goal: what is told of receipts is exact, at the opening and live. Method: random histories of a small group; a
    /// client that was there from the start and one that comes at the end must know what a recount by hand gives.
    /// </summary>
    [Fact]
    public async Task Receipts_are_exact_whatever_happened() => await Gen
        .Select(Gen.Enum<Deed>(), Gen.Int[0, People - 1], Gen.Int[0, 100])
        .Array[1, 50]
        .SampleAsync(CheckAsync, iter: 30, threads: 1);

    [Fact]
    public async Task Where_nobody_is_told_nothing_is_kept_and_nothing_is_told()
    {
        StreamId round = await OpenAsync(ReceiptPolicy.Unspecified);
        ulong head = (await clinic.PostAsync(_alice, round, "text")).Position.Seq;
        Assert.Equal(0ul, (await ReceiveAsync(_bob, round, head)).MarkDelivered.DeliveredUpTo);
        await clinic.MarkAsync(_bob, round, head);
        Assert.Null((await LookAsync(_alice, round)).Receipts);

        // What was read before is nobody's business when it is told from now on.
        Assert.NotNull((await SetAsync(_alice, round, ReceiptPolicy.Members)).SetReceipts.Position);
        Assert.Null((await SetAsync(_alice, round, ReceiptPolicy.Members)).SetReceipts.Position);
        Assert.Empty((await LookAsync(_alice, round)).Receipts.Members);
    }

    [Fact]
    public async Task Only_the_creator_says_who_is_told_and_a_creator_alone_may_be()
    {
        StreamId round = await OpenAsync(ReceiptPolicy.Creator);
        ulong head = (await clinic.PostAsync(_alice, round, "text")).Position.Seq;
        var gateway = new TestGateway();
        await clinic.Inbox(_alice).Subscribe(Cluster.As(_alice), clinic.Observe(gateway));
        var bobs = new TestGateway();
        await clinic.Conversation(round).Subscribe(Cluster.As(_bob), clinic.Observe(bobs));
        Assert.Equal(head, (await ReceiveAsync(_bob, round, head)).MarkDelivered.DeliveredUpTo);
        await Eventually.Becomes(
            "the creator is told", () => Task.FromResult(gateway.Notices.Count()), count => count > 0, "a push");
        Assert.Equal(_bob.ToByteString(), Assert.Single((await LookAsync(_alice, round)).Receipts.Members).Person);
        Assert.Empty((await LookAsync(_bob, round)).Receipts.Members);
        Assert.Empty(bobs.Notices);

        Assert.Equal(ErrorCode.NotAccessible, (await SetAsync(_bob, round, ReceiptPolicy.Members)).Error.Code);
        Assert.Equal("policy", (await SetAsync(_alice, round, (ReceiptPolicy)9)).Error.Field);
        var stranger = PersonId.New();
        Assert.Equal(ErrorCode.NotAccessible, (await ReceiveAsync(stranger, round, 1)).Error.Code);
        Assert.Equal("up_to", (await ReceiveAsync(_bob, round, head + 1)).Error.Field);
        Assert.Equal("up_to", (await ReceiveAsync(_bob, round, ulong.MaxValue)).Error.Field);
        CreateConversationRequest odd = Cluster.Group("Round");
        odd.Receipts = (ReceiptPolicy)9;
        Assert.Equal("receipts", (await clinic.CreateAsync(_alice, odd)).Error.Field);
    }

    [Fact]
    public async Task In_a_crowd_nobody_is_told()
    {
        NewMember[] crowd = [.. Enumerable.Range(0, 99).Select(_ => Cluster.Reader(PersonId.New()))];
        StreamId round = await OpenAsync(ReceiptPolicy.Members, crowd);
        Assert.Equal(0ul, (await ReceiveAsync(_bob, round, 1)).MarkDelivered.DeliveredUpTo);
        await clinic.LeaveAsync(_bob, round);
        ulong head = (await clinic.PostAsync(_alice, round, "text")).Position.Seq;
        PersonId.TryFrom(crowd[0].Person, out PersonId other);
        Assert.Equal(head, (await ReceiveAsync(other, round, head)).MarkDelivered.DeliveredUpTo);
    }

    private async Task CheckAsync((Deed Deed, int Person, int Place)[] history)
    {
        PersonId[] people = [.. Enumerable.Range(0, People).Select(_ => PersonId.New())];
        CreateConversationRequest creation = Cluster.Group("Round", Cluster.Reader(people[1]));
        creation.Receipts = ReceiptPolicy.Members;
        Reply created = await clinic.CreateAsync(people[0], creation);
        StreamId.TryFrom(created.CreateConversation.Conversation, out StreamId round);
        var gateway = new TestGateway();
        Subscription start = await clinic.Conversation(round)
            .Subscribe(Cluster.As(people[0]), clinic.Observe(gateway));
        var model = new Model { Members = { [people[0]] = new Place(2), [people[1]] = new Place(3) } };
        foreach ((Deed deed, int index, int place) in history)
        {
            await DoAsync(model, round, deed, (people[0], people[index]), place);
        }

        ConversationView end = await LookAsync(people[0], round);
        foreach (PersonId person in people[1..])
        {
            (ulong, ulong) expected = model.Tell(person);
            Assert.Equal(expected, new Onlooker(end).Of(person));
            await Eventually.Becomes(
                "whoever was there from the start knows",
                () => Task.FromResult(Onlooker.After(
                    start.View!.Conversation, (ulong)start.Head.Seq, gateway, round).Of(person)),
                known => known == expected,
                expected.ToString());
        }
    }

    private async Task DoAsync(
        Model model, StreamId round, Deed deed, (PersonId Alice, PersonId Person) who, int percent)
    {
        (PersonId alice, PersonId person) = who;
        bool isMember = model.Members.TryGetValue(person, out Place? place);
        ulong upTo = (await clinic.ReadAllAsync(alice, round))[^1].Seq * (ulong)percent / 100;
        switch (deed)
        {
            case Deed.Post when isMember:
                await clinic.PostAsync(person, round, "text");
                break;
            case Deed.Read when isMember:
                await clinic.MarkAsync(person, round, upTo);
                place!.Read = Math.Max(place.Read, upTo);
                break;
            case Deed.Receive when isMember:
                await ReceiveAsync(person, round, upTo);
                place!.Delivered = model.IsTold ? Math.Max(place.Delivered, upTo) : place.Delivered;
                break;
            case Deed.Leave when isMember && person != alice:
                await clinic.LeaveAsync(person, round);
                model.Members.Remove(person);
                break;
            case Deed.Join when !isMember:
                Reply added = await clinic.AddAsync(alice, round, Cluster.Reader(person));
                model.Members[person] = new Place(added.AddMember.Position.Seq);
                break;
            case Deed.Tell or Deed.Hide:
                ReceiptPolicy policy = deed == Deed.Tell ? ReceiptPolicy.Members : ReceiptPolicy.Unspecified;
                Reply set = await SetAsync(alice, round, policy);
                model.Since = set.SetReceipts.Position?.Seq ?? model.Since;
                model.IsTold = deed == Deed.Tell;
                break;
            case Deed.Forget:
                await clinic.DeactivateAsync(clinic.Conversation(round));
                break;
        }
    }

    private async Task<StreamId> OpenAsync(ReceiptPolicy policy, params NewMember[] others)
    {
        CreateConversationRequest creation = Cluster.Group("Round", [Cluster.Reader(_bob), .. others]);
        creation.Receipts = policy;
        Reply created = await clinic.CreateAsync(_alice, creation);
        return StreamId.TryFrom(created.CreateConversation.Conversation, out StreamId stream) ? stream : default;
    }

    private async Task<ConversationView> LookAsync(PersonId person, StreamId round) => (await clinic
        .Conversation(round).Subscribe(Cluster.As(person), clinic.Observe(new TestGateway()))).View!.Conversation;

    private IConversationReceipts Receipts(StreamId round) =>
        clinic.Grains.GetGrain<IConversationReceipts>(StreamKey.Of(round));

    private async Task<Reply> ReceiveAsync(PersonId person, StreamId round, ulong upTo) => await Receipts(round)
        .MarkDelivered(
            Cluster.As(person), new MarkDeliveredRequest { Conversation = round.ToByteString(), UpTo = upTo });

    private async Task<Reply> SetAsync(PersonId person, StreamId round, ReceiptPolicy policy) => await Receipts(round)
        .SetReceipts(Cluster.As(person), new SetReceiptsRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = round.ToByteString(),
            Policy = policy,
        });

    private sealed class Place(ulong since)
    {
        public ulong Since { get; } = since;

        public ulong Delivered { get; set; }

        public ulong Read { get; set; }
    }

    private sealed class Model
    {
        public Dictionary<PersonId, Place> Members { get; } = [];

        public ulong Since { get; set; } = 1;

        public bool IsTold { get; set; } = true;

        public (ulong Delivered, ulong Read) Tell(PersonId person)
        {
            if (!IsTold || !Members.TryGetValue(person, out Place? place))
            {
                return default;
            }

            ulong from = Math.Max(Since, place.Since);
            ulong delivered = Math.Max(place.Delivered, place.Read);
            return (delivered > from ? delivered : 0, place.Read > from ? place.Read : 0);
        }
    }
}
