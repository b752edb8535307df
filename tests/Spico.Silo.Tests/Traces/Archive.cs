using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Patients;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Dossiers;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Traces;

namespace Spico.Silo.Tests.Traces;

/// <summary>Dossiers of a cluster, and their traces as they are stored.</summary>
internal sealed class Archive(Cluster clinic)
{
    public StreamStorage Storage { get; } = clinic.Silos[0].GetRequiredService<StreamStorage>();

    public FaultyStore Store { get; } = clinic.Silos[0].GetRequiredService<FaultyStore>();

    public IDossierGrain Grain(StreamId dossier) => clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier));

    /// <summary>A new patient's dossier.</summary>
    public async Task<StreamId> OpenAsync(PersonId author)
    {
        PatientTraits traits = Traits($"Lacroix {Guid.NewGuid():N}");
        Reply registered = await clinic.Grains.GetGrain<IPatientsGrain>(0).Register(
            Cluster.As(author),
            new RegisterPatientRequest { RequestId = Id(), Traits = traits, Status = IdentityStatus.Prov });
        Assert.True(StreamId.TryFrom(registered.RegisterPatient.Dossier, out StreamId dossier));
        Reply created = await AskAsync(author, dossier, new CreateDossierRequest
        {
            RequestId = Id(),
            Patient = registered.RegisterPatient.Patient,
            Function = CareFunction.Nurse,
            Ground = new LegalGround { Basis = LegalBasis.Exchange },
        });
        Assert.Null(created.Error);
        return dossier;
    }

    public Task<Reply> JoinAsync(PersonId author, StreamId dossier, PersonId person) =>
        JoinAsync(author, dossier, new BeginCirclePeriod
        {
            Person = person.ToByteString(),
            Function = CareFunction.Nurse,
            Ground = new LegalGround { Basis = LegalBasis.Exchange },
        });

    public async Task<Reply> JoinAsync(PersonId author, StreamId dossier, BeginCirclePeriod begin)
    {
        Reply joined = await AskAsync(author, dossier, new ChangeCircleRequest
        {
            RequestId = Id(),
            Dossier = dossier.ToByteString(),
            Begin = begin,
        });
        Assert.Null(joined.Error);
        return joined;
    }

    public async Task<Reply> AskAsync(PersonId person, StreamId dossier, IMessage request) =>
        await Grain(dossier).SendAsync(Cluster.As(person), CommandOf(request));

    /// <summary>Who opened a dossier, as somebody is told.</summary>
    public async Task<ReadTracesResponse> ReadAsync(
        PersonId person, StreamId dossier, uint limit = 0, string cursor = "")
    {
        Reply reply = await AskAsync(person, dossier, new ReadTracesRequest
        {
            Dossier = dossier.ToByteString(),
            Limit = limit,
            Cursor = cursor,
        });
        Assert.Null(reply.Error);
        return reply.ReadTraces;
    }

    /// <summary>The traces of a dossier, as they are stored.</summary>
    public Task<List<StoredTrace>> StoredAsync(StreamId dossier) => StoredInAsync(StreamId.TracesOf(dossier));

    /// <summary>The traces of a person's lists, as they are stored.</summary>
    public Task<List<StoredTrace>> StoredAsync(PersonId person) => StoredInAsync(StreamId.TracesOf(person));

    public static Command CommandOf(IMessage request)
    {
        var command = new Command();
        Command.Descriptor.Oneofs[0].Fields.Single(field => field.MessageType == request.Descriptor)
            .Accessor.SetValue(command, request);
        return command;
    }

    public static PatientTraits Traits(string name) => new()
    {
        BirthName = name,
        GivenNames = "Camille",
        BirthDate = "1957-03-02",
        Sex = Sex.Male,
    };

    public static ByteString Id() => RequestId.New().ToByteString();

    private async Task<List<StoredTrace>> StoredInAsync(StreamId stream)
    {
        StreamRow? row = await Storage.Store.ReadStreamAsync(stream);
        if (row is null)
        {
            return [];
        }

        using StreamCipher cipher = StreamCipher.Unwrap(Storage.MasterKey, stream, row.WrappedKey);
        return await Storage.Store.ReadFactsAsync(
            stream, 0, backwards: false, limit: 1_000, fact => StoredTrace.Open(fact, cipher));
    }
}
