using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>
/// Finds out which patient is meant, on whichever silo is asked. Who has the same strict traits is the same patient by
/// the id alone; who is known under the number is found by its hash.
/// </summary>
[StatelessWorker]
internal sealed class PatientsGrain(StreamStorage storage, IGrainFactory grains, TimeProvider time)
    : Grain, IPatientsGrain
{
    private const long FoundMax = 200;

    private static readonly RowSql ByNumber = new("SELECT patient FROM patient_number WHERE hash = $1");

    private static readonly RowSql ByDossier = new(
        """
        SELECT c.stream FROM patient_conversation c
        JOIN membership m ON m.stream = c.stream AND m.person = $2
        JOIN stream s ON s.id = c.stream
        WHERE c.dossier = $1 ORDER BY s.active_at DESC, c.stream LIMIT $3
        """);

    public async ValueTask<Reply> Register(Caller caller, RegisterPatientRequest request)
    {
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (PatientRules.Check(request.Traits, request.Status, today) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        try
        {
            StreamId patient = await FindAsync(request.Traits);
            return await grains.GetGrain<IPatientGrain>(StreamKey.Of(patient)).Register(caller, request);
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    public async ValueTask<Reply> FindConversations(Caller caller, FindPatientConversationsRequest request)
    {
        if (!TryReadDossier(request, out StreamId dossier))
        {
            return new Reply { Error = Refusal.Invalid("patient", "The 16 bytes of a patient, or of a dossier.") };
        }

        try
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
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
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

    private async ValueTask<StreamId> FindAsync(PatientTraits traits)
    {
        if (PatientRules.NumberOf(traits) is { } number)
        {
            List<StreamId> known = await storage.Store.ReadRowsAsync(
                ByNumber, row => StreamId.From(row.Id(0)), storage.MasterKey.HashOf(number));
            if (known is [var patient])
            {
                return patient;
            }
        }

        return StreamId.PatientOf(storage.MasterKey.HashOf(PatientRules.StrictTraitsOf(traits)));
    }
}
