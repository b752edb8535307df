using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Provenance;
using Spico.Silo.Professionals;
using Spico.Silo.Streams;
using Spico.Silo.Traces;

namespace Spico.Silo.Patients;

/// <summary>
/// Finds out which patient is meant, on whichever silo is asked. Who is known under the number, or under the strict
/// traits, is found by their hashes; who is new with the same strict traits is the same patient by the id alone.
/// </summary>
[StatelessWorker]
internal sealed class PatientsGrain(StreamStorage storage, IGrainFactory grains, TimeProvider time)
    : Grain, IPatientsGrain
{
    private const long FoundMax = 200;
    private const int OthersMax = 8;

    private static readonly RowSql ByDossier = new(
        """
        SELECT c.stream, s.active_at FROM patient_conversation c
        JOIN membership m ON m.stream = c.stream AND m.person = $2
        JOIN stream s ON s.id = c.stream
        WHERE c.dossier = $1 ORDER BY s.active_at DESC, c.stream LIMIT $3
        """);

    private static readonly RowSql ReadsIdentity = new(
        "SELECT withheld FROM dossier_member WHERE person = $1 AND stream = $2");

    private readonly PatientIndex _index = new(storage);
    private readonly ListTraces _traces = new(grains);

    public ValueTask<Reply> Register(Caller caller, RegisterPatientRequest request)
    {
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return AnswerAsync(PatientRules.Check(request.Traits, request.Status, today), async () =>
            await _index.FindAsync(request.Traits) is { } known
                ? await grains.GetGrain<IPatientGrain>(StreamKey.Of(known)).Register(caller, request)
                : await RegisterNewAsync(caller, request));
    }

    // Somebody may have been known by these traits, wrongly, who has others now: their id is not this one's.
    private async ValueTask<Reply> RegisterNewAsync(Caller caller, RegisterPatientRequest request)
    {
        for (int others = 0; ; others++)
        {
            StreamId patient = StreamId.PatientOf(_index.Rows.TraitsOf(request.Traits, others));
            IPatientGrain grain = grains.GetGrain<IPatientGrain>(StreamKey.Of(patient));
            Reply reply = await grain.Register(caller, request);
            if (reply.Error is not { Code: Protocol.V1.ErrorCode.WrongState } || others == OthersMax
                || (await grain.Find()).Patient is not { } known
                || PatientRules.StrictTraitsOf(known.Traits) == PatientRules.StrictTraitsOf(request.Traits))
            {
                return reply;
            }
        }
    }

    public async ValueTask<Reply> Search(Caller caller, SearchPatientsRequest request) => await _traces.KeepAsync(
        caller,
        Command.BodyOneofCase.SearchPatients,
        await AnswerAsync(
            PatientRules.CheckSearch(request.Traits),
            () => SearchAsync(caller, request.Traits)));

    public ValueTask<Reply> FindConversations(Caller caller, FindPatientConversationsRequest request) => AnswerAsync(
        TryReadDossier(request, out StreamId dossier)
            ? null
            : Refusal.Invalid("patient", "The 16 bytes of a patient, or of a dossier."),
        () => FindAsync(caller, dossier));

    // Those about the twins that were merged into the dossier are about its patient too.
    private async ValueTask<Reply> FindAsync(Caller caller, StreamId dossier)
    {
        OneWithFound known = await grains.GetGrain<IDossierNotes>(StreamKey.Of(dossier)).FindOneWith();
        if (known.Refusal is { Retryable: true })
        {
            return new Reply { Error = known.Refusal };
        }

        List<(StreamId Stream, long ActiveAt)> found = [];
        foreach (StreamId one in known.Dossiers.Prepend(dossier))
        {
            found.AddRange(await storage.Store.ReadRowsAsync(
                ByDossier,
                row => (StreamId.From(row.Id(0)), row.Number(1)),
                one.Value,
                caller.Person.Value,
                FoundMax));
        }

        return new Reply
        {
            FindPatientConversations = new FindPatientConversationsResponse
            {
                Conversations =
                {
                    found.OrderByDescending(one => one.ActiveAt).Take((int)FoundMax)
                        .Select(one => one.Stream.ToByteString()),
                },
            },
        };
    }

    private async ValueTask<Reply> SearchAsync(Caller caller, PatientTraits traits)
    {
        // Of the one who searches, whomever they act for: nobody copies the register name by name.
        ISearchAllowanceGrain allowance = grains.GetGrain<ISearchAllowanceGrain>(
            SearchAllowanceKey.OfPatients(caller.ActedBy ?? caller.Person));
        if (await allowance.Take(isSearch: true) is { } spent)
        {
            return new Reply { Error = spent };
        }

        SearchPatientsResponse found = await _index.SearchAsync(traits);
        await allowance.Found(found.Matches.Count);
        foreach (PatientMatch match in found.Matches.Where(one => one.Match != PatientMatchKind.Number))
        {
            await HideNumberAsync(caller.Person, match.Patient);
        }

        return new Reply { SearchPatients = found };
    }

    // Who knows the number may see it, and who reads the dossier; the rest is what tells people apart.
    private async ValueTask HideNumberAsync(PersonId person, Patient patient)
    {
        if (patient.Traits.Ins.Length == 0 || !StreamId.TryFrom(patient.Dossier, out StreamId dossier))
        {
            return;
        }

        List<long> reads = await storage.Store.ReadRowsAsync(
            ReadsIdentity, row => row.Number(0), person.Value, dossier.Value);
        if (reads is not [var withheld] || (withheld & (1L << (int)DataClass.Identity)) != 0)
        {
            (patient.Traits.Ins, patient.Traits.InsAuthority) = (string.Empty, 0);
        }
    }

    private static bool TryReadDossier(FindPatientConversationsRequest request, out StreamId dossier)
    {
        if (StreamId.TryFrom(request.Patient, out StreamId patient) && patient.Kind == StreamKind.Patient)
        {
            dossier = StreamId.DossierOf(patient);
            return true;
        }

        return StreamId.TryFrom(request.Dossier, out dossier) && dossier.Kind == StreamKind.Dossier;
    }

    private static async ValueTask<Reply> AnswerAsync(Error? invalid, Func<ValueTask<Reply>> answer)
    {
        if (invalid is not null)
        {
            return new Reply { Error = invalid };
        }

        try
        {
            return await answer();
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }
}
