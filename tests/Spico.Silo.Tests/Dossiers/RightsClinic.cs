using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Patients;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>A cluster with dossiers, in which emergencies are short and searches are few.</summary>
public sealed class RightsClinic : Cluster
{
    internal const int SearchesPerMinute = 6;

    private protected override void Configure(IServiceCollection services) => services.Configure<RightsOptions>(
        options =>
        {
            options.EmergencyAccess = TimeSpan.FromMilliseconds(500);
            options.PatientSearchesPerMinute = SearchesPerMinute;
        });

    internal static ByteString Id() => RequestId.New().ToByteString();

    internal IDossierGrain Dossier(StreamId dossier) => Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier));

    internal async Task<Reply> AskAsync(Caller caller, StreamId dossier, IMessage request)
    {
        var command = new Command();
        Command.Descriptor.Oneofs[0].Fields.Single(field => field.MessageType == request.Descriptor)
            .Accessor.SetValue(command, request);
        return await Dossier(dossier).SendAsync(caller, command);
    }

    internal Task<Reply> AskAsync(PersonId person, StreamId dossier, IMessage request) =>
        AskAsync(As(person), dossier, request);

    /// <summary>Somebody opens the dossier of a patient of a name of their own.</summary>
    internal async Task<(StreamId Dossier, PatientTraits Traits)> OpenAsync(
        PersonId creator, ByteString? practice = null, (string Ins, uint Authority) number = default)
    {
        var traits = new PatientTraits
        {
            BirthName = $"Exemple {Guid.NewGuid():N}",
            GivenNames = "Camille",
            BirthDate = "1961-07-14",
            Sex = Sex.Female,
            Ins = number.Ins ?? string.Empty,
            InsAuthority = number.Authority,
        };
        Reply known = await Grains.GetGrain<IPatientsGrain>(0).Register(As(creator), new RegisterPatientRequest
        {
            RequestId = Id(),
            Traits = traits,
            Status = traits.Ins.Length > 0 ? IdentityStatus.Qual : IdentityStatus.Vali,
        });
        Assert.Null(known.Error);
        Assert.True(StreamId.TryFrom(known.RegisterPatient.Dossier, out StreamId dossier));
        Reply created = await AskAsync(creator, dossier, new CreateDossierRequest
        {
            RequestId = Id(),
            Patient = known.RegisterPatient.Patient,
            Function = CareFunction.Nurse,
            Ground = new LegalGround { Basis = LegalBasis.Exchange },
            Practice = practice ?? ByteString.Empty,
        });
        Assert.Null(created.Error);
        return (dossier, traits);
    }

    /// <summary>A structure joins the circle.</summary>
    internal async Task JoinAsync(PersonId by, StreamId dossier, ByteString structure)
    {
        Reply joined = await AskAsync(by, dossier, new ChangeCircleRequest
        {
            RequestId = Id(),
            Dossier = dossier.ToByteString(),
            Begin = new BeginCirclePeriod
            {
                Structure = new CareStructure { Structure = structure, Name = "SSIAD du Lauragais" },
                Function = CareFunction.HomeHelp,
                Ground = new LegalGround
                {
                    Basis = LegalBasis.SameTeam,
                    Team = CareTeamKind.Organised,
                    Reason = "DAC",
                },
            },
        });
        Assert.Null(joined.Error);
    }

    /// <summary>A person practises somewhere, as something; nowhere: retired.</summary>
    internal PracticeSituation? Practise(PersonId person, string profession, string structure)
    {
        PracticeSituation[] here = structure.Length == 0
            ? []
            : [new PracticeSituation { Profession = profession, StructureName = structure }];
        PersonPractices practices = PracticeRules.Of(person, here);
        _ = People.SetPracticesAsync([practices]);
        return practices.Practices is [var first, ..] ? first : null;
    }

    internal async Task<ChangeLiaisonResponse> WriteAsync(Caller caller, StreamId dossier, string text)
    {
        Reply written = await AskAsync(caller, dossier, new ChangeLiaisonRequest
        {
            RequestId = Id(),
            Dossier = dossier.ToByteString(),
            Write = new NewLiaisonEntry { Kind = LiaisonKind.Observation, Text = text },
        });
        Assert.Null(written.Error);
        return written.ChangeLiaison;
    }

    internal async Task<Subscription> SubscribeAsync(Caller caller, StreamId dossier, TestGateway? gateway = null) =>
        await Dossier(dossier).Subscribe(caller, Observe(gateway ?? new TestGateway()));
}
