using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Delegations;
using Spico.Silo.Patients;
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

    [Fact]
    public async Task An_objection_to_everybody_leaves_the_patient_and_their_relatives_in_the_conversation_about_them()
    {
        (StreamId dossier, PatientTraits _) = await clinic.OpenAsync(_alice);
        PersonId patient = PersonId.New();
        var account = new CarePatient { Person = patient.ToByteString() };
        await BeginAsync(dossier, new BeginCirclePeriod { Patient = account });
        var daughter = new CareRelative
        {
            Name = "Claude Exemple",
            Phone = "05 00 00 00 00",
            Roles = { RelativeRole.LegalRepresentative },
            Protection = LegalProtection.Guardianship,
            Person = _carol.ToByteString(),
        };
        await BeginAsync(dossier, new BeginCirclePeriod { Relative = daughter });
        StreamId talk = await TalkAsync(dossier, Basis(_bob), Basis(patient), Basis(_carol));
        await ObjectAsync(dossier);
        await Eventually.Becomes(
            "bob is a member no more",
            () => clinic.ReadAllAsync(_alice, talk),
            facts => facts.Any(fact => fact.MemberRemoved?.Person == _bob.ToByteString()),
            "a removal");
        await clinic.PostAsync(patient, talk, "Je suis là");
        await clinic.PostAsync(_carol, talk, "Moi aussi");
        Assert.Single(await clinic.ReadAllAsync(_alice, talk), fact => fact.MemberRemoved is not null);
        Assert.Null((await clinic.CreateAsync(_alice, await AboutAsync(dossier, Basis(patient)))).Error);
    }

    [Fact]
    public async Task Who_was_let_in_while_the_patient_objected_to_them_is_put_out_again()
    {
        (StreamId dossier, PatientTraits _) = await clinic.OpenAsync(_alice);
        StreamId talk = await TalkAsync(dossier, Basis(_carol));
        await ObjectAsync(dossier, _bob, _carol);
        await Eventually.Becomes(
            "carol is a member no more",
            () => clinic.ReadAllAsync(_alice, talk),
            facts => facts.Any(fact => fact.MemberRemoved?.Person == _carol.ToByteString()),
            "a removal");
        // As if it had been asked before the objection.
        var addition = new AddMemberRequest
        {
            RequestId = RightsClinic.Id(),
            Conversation = talk.ToByteString(),
            Member = Basis(_bob),
        };
        Assert.Null(AddMemberCommand.TryRead(talk, _alice, addition, clinic.People, out AddMemberCommand? add));
        CreateConversationRequest about = await AboutAsync(dossier, Basis(_bob));
        Assert.Null(CreateConversationCommand.TryRead(
            _alice,
            about,
            clinic.People,
            new PatientRegister(clinic.Grains),
            out CreateConversationCommand? create));
        await clinic.DeactivateAsync(clinic.Conversation(talk));
        StreamId begun = StreamId.OpenedBy(StreamKind.Conversation, _alice, create!.Request);
        Assert.Null((await SubmitAsync(talk, add!)).Error);
        Assert.Null((await SubmitAsync(begun, create)).Error);
        foreach (StreamId one in new[] { talk, begun })
        {
            await Eventually.Becomes(
                "bob is a member no more",
                () => clinic.ReadAllAsync(_alice, one),
                facts => facts.Any(fact => fact.MemberRemoved?.Person == _bob.ToByteString()),
                "a removal");
        }
    }

    private async Task<Reply> SubmitAsync(StreamId talk, IStreamCommand<ConversationState> command)
    {
        StreamServices services = clinic.Silos[0].GetRequiredService<StreamServices>();
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, "test", GrainId.Create("test", $"{talk}"));
        return await new StreamPipeline<ConversationState>(talk, services, snapshots, () => { }).SubmitAsync(command);
    }

    private async Task BeginAsync(StreamId dossier, BeginCirclePeriod begin) =>
        Assert.Null((await clinic.AskAsync(_alice, dossier, new ChangeCircleRequest
        {
            RequestId = RightsClinic.Id(),
            Dossier = dossier.ToByteString(),
            Begin = begin,
        })).Error);

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
        Reply created = await clinic.CreateAsync(_alice, await AboutAsync(dossier, members));
        Assert.Null(created.Error);
        Assert.True(StreamId.TryFrom(created.CreateConversation.Conversation, out StreamId talk));
        return talk;
    }

    private async Task<CreateConversationRequest> AboutAsync(StreamId dossier, params NewMember[] members)
    {
        Subscription opened = await clinic.SubscribeAsync(Cluster.As(_alice), dossier);
        CreateConversationRequest about = Cluster.Group("", members);
        (about.Kind, about.Patient) = (ConversationKind.Patient, opened.View!.Dossier.Patient.Id);
        return about;
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
