using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Traces;

public sealed class TraceReadingTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Archive _archive = new(clinic);

    [Theory]
    [InlineData("Médecin généraliste", true, true)]
    [InlineData("Assistante sociale", true, true)]
    [InlineData("Secrétaire médicale", true, false)]
    [InlineData("Médecin généraliste", false, false)]
    [InlineData("Déléguée à la protection des données", false, true)]
    public async Task Who_opened_a_dossier_is_for_carers_of_its_circle_and_auditors(
        string profession, bool isMember, bool mayRead)
    {
        clinic.People.Employ(_bob, profession);
        StreamId dossier = await _archive.OpenAsync(_alice);
        if (isMember)
        {
            await _archive.JoinAsync(_alice, dossier, _bob);
        }

        Reply reply = await _archive.AskAsync(
            _bob, dossier, new ReadTracesRequest { Dossier = dossier.ToByteString() });
        Assert.Equal(mayRead ? ErrorCode.Unspecified : ErrorCode.NotAccessible, reply.Error?.Code ?? default);
        TraceEntry last = (await _archive.ReadAsync(_alice, dossier)).Entries[0];
        Assert.Equal((_bob.ToByteString(), reply.Error?.Code ?? default), (last.Trace.Person, last.Trace.Outcome));
        Assert.Equal("", last.Trace.Device);
    }

    [Fact]
    public async Task The_patient_reads_who_opened_their_dossier_by_an_account_of_their_own()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        Assert.Equal(ErrorCode.NotAccessible, (await ReadAsync()).Error.Code);
        Reply joined = await _archive.JoinAsync(
            _alice, dossier, new BeginCirclePeriod { Patient = new CarePatient() });
        Assert.Equal(ErrorCode.NotAccessible, (await ReadAsync()).Error.Code);
        Assert.Null((await _archive.AskAsync(_alice, dossier, new ChangeCircleRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            End = new EndCirclePeriod { Member = joined.ChangeCircle.Member },
        })).Error);
        await _archive.JoinAsync(_alice, dossier, new BeginCirclePeriod
        {
            Patient = new CarePatient { Person = _bob.ToByteString() },
        });
        ReadTracesResponse read = (await ReadAsync()).ReadTraces;
        Assert.Equal(6, read.Entries.Count);
        Assert.Equal(
            (CareRole.Unspecified, ErrorCode.Unspecified),
            (await _archive.ReadAsync(_alice, dossier)).Entries.Select(entry => entry.Trace)
                .Select(trace => (trace.Role, trace.Outcome)).First());
        Assert.NotNull((await _archive.Grain(dossier).Subscribe(
            Cluster.As(_bob), clinic.Observe(new TestGateway()))).Refusal);

        Task<Reply> ReadAsync() => _archive.AskAsync(
            _bob, dossier, new ReadTracesRequest { Dossier = dossier.ToByteString() });
    }

    [Fact]
    public async Task A_list_is_found_by_each_dossier_in_it_and_names_no_other()
    {
        StreamId first = await OpenWithTaskAsync();
        StreamId second = await OpenWithTaskAsync();
        StreamId other = await _archive.OpenAsync(_alice);
        Reply board = await clinic.Grains.GetGrain<IBoardGrain>(0).List(Cluster.As(_alice), new ListTasksRequest());
        Assert.Equal(2, board.ListTasks.Tasks.Count);
        Assert.Equal(2, Assert.Single(await _archive.StoredAsync(_alice)).Body.Trace.Dossiers.Count);
        foreach (StreamId dossier in new[] { first, second })
        {
            TraceEntry listed = (await _archive.ReadAsync(_alice, dossier)).Entries[0];
            Assert.Equal(
                (TraceKind.Listed, dossier.ToByteString(), 0ul),
                (listed.Trace.Kind, Assert.Single(listed.Trace.Dossiers), listed.Seq));
        }

        Assert.DoesNotContain(
            (await _archive.ReadAsync(_alice, other)).Entries, entry => entry.Trace.Kind == TraceKind.Listed);
    }

    [Fact]
    public async Task Pages_show_each_trace_once_the_newest_first_and_go_no_further_than_they_may()
    {
        StreamId dossier = await OpenWithTaskAsync();
        for (int i = 0; i < 3; i++)
        {
            await _archive.AskAsync(_alice, dossier, new ReadCircleRequest { Dossier = dossier.ToByteString() });
            await clinic.Grains.GetGrain<IBoardGrain>(0).List(Cluster.As(_alice), new ListTasksRequest());
        }

        var entries = new List<TraceEntry>();
        string cursor = "";
        do
        {
            ReadTracesResponse page = await _archive.ReadAsync(_alice, dossier, 2, cursor);
            Assert.InRange(page.Entries.Count, 1, 2);
            entries.AddRange(page.Entries);
            cursor = page.Next;
        }
        while (cursor.Length > 0);

        Assert.Equal(new ulong[] { 5, 4, 3, 2, 1 }, entries.Select(entry => entry.Seq).Where(seq => seq > 0));
        Assert.Equal(3, entries.Count(entry => entry.Trace.Kind == TraceKind.Listed));
        Assert.Equal(entries.OrderByDescending(entry => entry.At).Select(entry => entry.At), entries.Select(e => e.At));
        Assert.Equal("limit", (await AskAsync(new ReadTracesRequest { Limit = 201 })).Field);
        foreach (string wrong in new[] { "x", "1.", ".AA", "1.AA", "-1." + FactCursor.Newest.Encode() })
        {
            Assert.Equal("cursor", (await AskAsync(new ReadTracesRequest { Cursor = wrong })).Field);
        }

        async Task<Error> AskAsync(ReadTracesRequest request)
        {
            request.Dossier = dossier.ToByteString();
            return (await _archive.AskAsync(_alice, dossier, request)).Error;
        }
    }

    [Fact]
    public async Task Who_administers_a_structure_sees_what_its_people_did()
    {
        clinic.People.Employ(_bob, "Directeur d'EHPAD");
        PersonId nurse = PersonId.New();
        PersonId elsewhere = PersonId.New();
        StreamId dossier = await _archive.OpenAsync(_alice);
        await _archive.JoinAsync(_alice, dossier, _bob);
        Assert.Empty((await _archive.ReadAsync(_bob, dossier)).Entries);

        ByteString home = Archive.Id();
        PersonId director = PersonId.New();
        clinic.People.Employ(director, "Directeur d'EHPAD");
        foreach ((PersonId person, ByteString structure, string profession) in new[]
        {
            (director, home, "Directeur d'EHPAD"), (nurse, home, "Infirmier"),
            (elsewhere, Archive.Id(), "Infirmier"),
        })
        {
            var practice = new PracticeSituation { Structure = structure, Profession = profession };
            await clinic.People.SetPracticesAsync([new PersonPractices(person, [practice])]);
            await _archive.JoinAsync(_alice, dossier, person);
        }

        foreach (PersonId person in new[] { nurse, elsewhere, nurse })
        {
            await _archive.Grain(dossier).Read(Cluster.As(person), new HistoryQuery(0, Backwards: false, 10));
        }

        Assert.Equal(
            [nurse.ToByteString(), nurse.ToByteString()],
            (await _archive.ReadAsync(director, dossier)).Entries.Select(entry => entry.Trace.Person));
    }

    [Fact]
    public async Task The_account_of_a_patient_is_an_id_or_none()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        Reply reply = await _archive.AskAsync(_alice, dossier, new ChangeCircleRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            Begin = new BeginCirclePeriod
            {
                Patient = new CarePatient { Person = Google.Protobuf.ByteString.CopyFrom(1, 2, 3) },
            },
        });
        Assert.Equal("begin.patient.person", reply.Error.Field);
    }

    private async Task<StreamId> OpenWithTaskAsync()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        Assert.Null((await _archive.AskAsync(_alice, dossier, new ChangeTaskRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            Create = new NewCareTask { Title = "Renouveler l'ordonnance" },
        })).Error);
        return dossier;
    }
}
