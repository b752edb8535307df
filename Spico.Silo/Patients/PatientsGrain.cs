using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
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

    private static readonly RowSql ByDossier = new(
        """
        SELECT c.stream FROM patient_conversation c
        JOIN membership m ON m.stream = c.stream AND m.person = $2
        JOIN stream s ON s.id = c.stream
        WHERE c.dossier = $1 ORDER BY s.active_at DESC, c.stream LIMIT $3
        """);

    private readonly PatientIndex _index = new(storage);
    private readonly ListTraces _traces = new(grains);

    public ValueTask<Reply> Register(Caller caller, RegisterPatientRequest request)
    {
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return AnswerAsync(PatientRules.Check(request.Traits, request.Status, today), async () =>
        {
            StreamId patient = await _index.FindAsync(request.Traits)
                ?? StreamId.PatientOf(_index.Rows.TraitsOf(request.Traits));
            return await grains.GetGrain<IPatientGrain>(StreamKey.Of(patient)).Register(caller, request);
        });
    }

    public async ValueTask<Reply> Search(Caller caller, SearchPatientsRequest request) => await _traces.KeepAsync(
        caller,
        Command.BodyOneofCase.SearchPatients,
        await AnswerAsync(
            PatientRules.CheckSearch(request.Traits),
            async () => new Reply { SearchPatients = await _index.SearchAsync(request.Traits) }));

    public ValueTask<Reply> FindConversations(Caller caller, FindPatientConversationsRequest request) => AnswerAsync(
        TryReadDossier(request, out StreamId dossier)
            ? null
            : Refusal.Invalid("patient", "The 16 bytes of a patient, or of a dossier."),
        async () =>
        {
            List<StreamId> found = await storage.Store.ReadRowsAsync(
                ByDossier, row => StreamId.From(row.Id(0)), dossier.Value, caller.Person.Value, FoundMax);
            return new Reply
            {
                FindPatientConversations = new FindPatientConversationsResponse
                {
                    Conversations = { found.Select(stream => stream.ToByteString()) },
                },
            };
        });

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
