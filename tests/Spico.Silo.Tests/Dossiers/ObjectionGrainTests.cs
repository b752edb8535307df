using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
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

    private static NewMember Basis(PersonId person)
    {
        NewMember member = Cluster.Reader(person);
        member.Basis = LegalBasis.Exchange;
        return member;
    }

    private async Task ObjectAsync(StreamId dossier, PersonId to) =>
        Assert.Null((await clinic.AskAsync(_alice, dossier, new ChangeObjectionRequest
        {
            RequestId = RightsClinic.Id(),
            Dossier = dossier.ToByteString(),
            Record = new NewObjection
            {
                Persons = { to.ToByteString() },
                Means = ConsentMeans.Oral,
                Proof = "dit au cabinet",
            },
        })).Error);
}
