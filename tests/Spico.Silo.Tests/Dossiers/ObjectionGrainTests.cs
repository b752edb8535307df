using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>Objections as grains obey them: beside the dossier, and on whoever's behalf.</summary>
public sealed class ObjectionGrainTests(RightsClinic clinic) : IClassFixture<RightsClinic>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();

    [Fact]
    public async Task Conversations_about_a_patient_let_nobody_in_to_whom_the_patient_objects()
    {
        (StreamId dossier, PatientTraits _) = await clinic.OpenAsync(_alice);
        Subscription opened = await clinic.SubscribeAsync(Cluster.As(_alice), dossier);
        CreateConversationRequest about = Cluster.Group("", Basis(_carol));
        (about.Kind, about.Patient) = (ConversationKind.Patient, opened.View!.Dossier.Patient.Id);
        Reply created = await clinic.CreateAsync(_alice, about);
        Assert.Null(created.Error);
        Assert.True(StreamId.TryFrom(created.CreateConversation.Conversation, out StreamId talk));
        await ObjectAsync(dossier, _bob);

        Error refusal = (await clinic.AddAsync(_alice, talk, Basis(_bob))).Error;
        Assert.Equal((ErrorCode.GroundMissing, LegalStep.LiftObjection), (refusal.Code, refusal.Step));
        Assert.Null((await clinic.AddAsync(_alice, talk, Basis(PersonId.New()))).Error);
        CreateConversationRequest another = Cluster.Group("", Basis(_bob));
        (another.Kind, another.Patient) = (about.Kind, about.Patient);
        Assert.Equal(ErrorCode.GroundMissing, (await clinic.CreateAsync(_alice, another)).Error.Code);
        Assert.Equal(created, await clinic.CreateAsync(_alice, about));
        NewMember urgent = Basis(_bob);
        urgent.Basis = LegalBasis.Emergency;
        Assert.Null((await clinic.AddAsync(_alice, talk, urgent)).Error);
    }

    [Fact]
    public async Task Whom_the_patient_objects_to_opens_nothing_on_behalf_of_a_member_either()
    {
        (StreamId dossier, PatientTraits _) = await clinic.OpenAsync(_alice);
        Caller replacement = Cluster.As(_alice) with { ActedBy = _bob };
        Reply given = await clinic.Grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(_alice)))
            .GrantDelegation(Cluster.As(_alice), new GrantDelegationRequest
            {
                RequestId = RightsClinic.Id(),
                Person = _bob.ToByteString(),
                Kind = DelegationKind.Replacement,
                Until = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 3_600_000,
            });
        Assert.Null(given.Error);
        Assert.Null((await clinic.SubscribeAsync(replacement, dossier)).Refusal);
        await ObjectAsync(dossier, _bob);
        Assert.Equal(
            ErrorCode.NotAccessible, (await clinic.SubscribeAsync(replacement, dossier)).Refusal!.Code);
        Assert.Null((await clinic.SubscribeAsync(Cluster.As(_alice), dossier)).Refusal);
    }

    [Fact]
    public async Task Members_of_a_conversation_to_whom_the_patient_objects_later_read_nothing_newer()
    {
        (StreamId dossier, PatientTraits _) = await clinic.OpenAsync(_alice);
        NewMember urgent = Basis(_carol);
        urgent.Basis = LegalBasis.Emergency;
        StreamId talk = await TalkAsync(dossier, Basis(_bob), urgent);
        StreamId other = await clinic.GroupAsync(_alice, Basis(_bob));
        await clinic.PostAsync(_bob, talk, "avant");
        await ObjectAsync(dossier, _bob, _carol);

        await Eventually.Becomes(
            "bob is a member no more",
            () => clinic.ReadAllAsync(_alice, talk),
            facts => facts.Any(fact => fact.MemberRemoved?.Person == _bob.ToByteString()),
            "a removal");
        Assert.True((await clinic.ReadAllAsync(_alice, talk)).Single(fact => fact.MemberRemoved is not null)
            .MemberRemoved.Objected);
        await clinic.PostAsync(_alice, talk, "après");
        HistoryPage seen = await clinic.Conversation(talk).Read(
            Cluster.As(_bob), new HistoryQuery(0, Backwards: false, 100));
        Assert.DoesNotContain(
            seen.Facts, fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact.MessagePosted?.Text == "après");
        Assert.Equal(
            ErrorCode.NotAccessible,
            (await clinic.Conversation(talk).Post(Cluster.As(_bob), Cluster.Message(talk, "encore"))).Error.Code);
        // Whoever came in an emergency, which the patient did not exclude, and what is not about the patient.
        await clinic.PostAsync(_carol, talk, "urgence");
        await clinic.PostAsync(_bob, other, "ailleurs");
    }

    [Fact]
    public async Task Merged_dossiers_obey_each_others_objections_until_they_are_on_their_own_again()
    {
        (StreamId main, PatientTraits _) = await clinic.OpenAsync(_alice);
        (StreamId twin, PatientTraits _) = await clinic.OpenAsync(_alice);
        Assert.Null((await JoinAsync(main, _bob)).Error);
        StreamId talk = await TalkAsync(main, Basis(_bob));
        StreamId twinTalk = await TalkAsync(twin);
        await ObjectAsync(twin, _bob);
        Assert.Null((await clinic.SubscribeAsync(Cluster.As(_bob), main)).Refusal);

        Assert.Null((await clinic.AskAsync(_alice, twin, new MergeDossierRequest
        {
            RequestId = RightsClinic.Id(),
            Dossier = twin.ToByteString(),
            Into = main.ToByteString(),
            Reason = "Même personne",
        })).Error);
        await ShowsAsync(main, view => view.Objections.Count == 1 && view.Objections[0].Dossier == twin.ToByteString());
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.SubscribeAsync(Cluster.As(_bob), main)).Refusal!.Code);
        Assert.Equal(LegalStep.LiftObjection, (await JoinAsync(main, _bob)).Error.Step);
        await Eventually.Becomes(
            "bob is out of the conversation about the patient",
            () => clinic.ReadAllAsync(_alice, talk),
            facts => facts.Any(fact => fact.MemberRemoved is not null),
            "a removal");

        // Recorded afterwards, there or here, and in conversations that began with either.
        await ObjectAsync(twin, _carol);
        await ShowsAsync(main, view => view.Objections.Count == 2);
        Assert.Equal(LegalStep.LiftObjection, (await JoinAsync(main, _carol)).Error.Step);
        PersonId dave = PersonId.New();
        await ObjectAsync(main, dave);
        Assert.Equal(LegalStep.LiftObjection, (await clinic.AddAsync(_alice, twinTalk, Basis(dave))).Error?.Step);

        Assert.Null((await clinic.AskAsync(_alice, twin, new SeparateDossierRequest
        {
            RequestId = RightsClinic.Id(),
            Dossier = twin.ToByteString(),
            Reason = "Deux sœurs",
        })).Error);
        await ShowsAsync(main, view => view.Objections.Count == 1);
        Assert.Null((await JoinAsync(main, _bob)).Error);
        Assert.Equal(LegalStep.LiftObjection, (await JoinAsync(twin, _bob)).Error.Step);
        Assert.Null((await clinic.AddAsync(_alice, twinTalk, Basis(dave))).Error);
    }

    private Task ShowsAsync(StreamId dossier, Func<DossierView, bool> isSo) => Eventually.Becomes(
        "the dossier shows it",
        async () => (await clinic.SubscribeAsync(Cluster.As(_alice), dossier)).View!.Dossier,
        isSo,
        "the objections that hold");

    private Task<Reply> JoinAsync(StreamId dossier, PersonId person) =>
        clinic.AskAsync(_alice, dossier, new ChangeCircleRequest
        {
            RequestId = RightsClinic.Id(),
            Dossier = dossier.ToByteString(),
            Begin = new BeginCirclePeriod
            {
                Person = person.ToByteString(),
                Function = CareFunction.Nurse,
                Ground = new LegalGround { Basis = LegalBasis.Exchange },
            },
        });

    private async Task<StreamId> TalkAsync(StreamId dossier, params NewMember[] members)
    {
        Subscription opened = await clinic.SubscribeAsync(Cluster.As(_alice), dossier);
        CreateConversationRequest about = Cluster.Group("", members);
        (about.Kind, about.Patient) = (ConversationKind.Patient, opened.View!.Dossier.Patient.Id);
        Reply created = await clinic.CreateAsync(_alice, about);
        Assert.Null(created.Error);
        Assert.True(StreamId.TryFrom(created.CreateConversation.Conversation, out StreamId talk));
        return talk;
    }

    private static NewMember Basis(PersonId person)
    {
        NewMember member = Cluster.Reader(person);
        member.Basis = LegalBasis.Exchange;
        return member;
    }

    private async Task ObjectAsync(StreamId dossier, params PersonId[] to) =>
        Assert.Null((await clinic.AskAsync(_alice, dossier, new ChangeObjectionRequest
        {
            RequestId = RightsClinic.Id(),
            Dossier = dossier.ToByteString(),
            Record = new NewObjection
            {
                Persons = { to.Select(person => person.ToByteString()) },
                Means = ConsentMeans.Oral,
                Proof = "dit au cabinet",
            },
        })).Error);
}
