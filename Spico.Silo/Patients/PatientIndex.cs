using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>Finds who is known under an identity, the surest way first.</summary>
internal sealed class PatientIndex(StreamStorage storage)
{
    /// <summary>Found at most by a search.</summary>
    public const int MatchesMax = 20;

    private const string Columns =
        """
        SELECT i.patient, i.shown, s.wrapped_key, d.stream
        FROM patient_identity i JOIN stream s ON s.id = i.patient LEFT JOIN dossier d ON d.patient = i.patient
        """;

    private static readonly RowSql ByNumber = new("SELECT patient FROM patient_number WHERE hash = $1");
    private static readonly RowSql ByTraits = new("SELECT patient FROM patient_identity WHERE traits = $1 LIMIT 1");

    private static readonly RowSql MatchNumber = new(
        Columns + " JOIN patient_number n ON n.patient = i.patient WHERE n.hash = $1 LIMIT $2");

    private static readonly RowSql MatchTraits = new(Columns + " WHERE i.traits = $1 ORDER BY i.patient LIMIT $2");
    private static readonly RowSql MatchSound = new(Columns + " WHERE i.sound = $1 ORDER BY i.patient LIMIT $2");

    /// <summary>What patients are found by.</summary>
    public PatientRows Rows { get; } = new(storage.MasterKey);

    /// <summary>Who has this number, or else these strict traits; null when nobody is known to.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<StreamId?> FindAsync(PatientTraits traits) =>
        (Rows.NumberOf(traits) is { } number ? await FirstAsync(ByNumber, number) : null)
        ?? await FirstAsync(ByTraits, Rows.TraitsOf(traits));

    /// <summary>Whether somebody else has this number or these strict traits.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<bool> IsTakenAsync(PatientTraits traits, StreamId by)
    {
        StreamId? numbered = Rows.NumberOf(traits) is { } number ? await FirstAsync(ByNumber, number) : null;
        StreamId? same = await FirstAsync(ByTraits, Rows.TraitsOf(traits));
        return (numbered is { } one && one != by) || (same is { } other && other != by);
    }

    /// <summary>Everybody who may be meant, each once, and whether there are more.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<SearchPatientsResponse> SearchAsync(PatientTraits traits)
    {
        var found = new List<PatientMatch>();
        if (Rows.NumberOf(traits) is { } number)
        {
            await AddAsync(found, PatientMatchKind.Number, MatchNumber, number);
        }

        if (PatientRules.HasStrictTraits(traits))
        {
            await AddAsync(found, PatientMatchKind.Traits, MatchTraits, Rows.TraitsOf(traits));
        }

        if (traits.BirthName.Length > 0)
        {
            await AddAsync(found, PatientMatchKind.Sound, MatchSound, Rows.SoundOf(traits));
        }

        return new SearchPatientsResponse { Matches = { found.Take(MatchesMax) }, More = found.Count > MatchesMax };
    }

    private async ValueTask<StreamId?> FirstAsync(RowSql sql, Guid hash)
    {
        List<StreamId> found = await storage.Store.ReadRowsAsync(sql, row => StreamId.From(row.Id(0)), hash);
        return found is [var first, ..] ? first : null;
    }

    private async ValueTask AddAsync(List<PatientMatch> found, PatientMatchKind kind, RowSql sql, Guid hash)
    {
        List<PatientMatch?> matches = await storage.Store.ReadRowsAsync(
            sql, row => Read(row, kind), hash, MatchesMax + 1L);
        foreach (PatientMatch match in matches.OfType<PatientMatch>())
        {
            if (!found.Exists(known => known.Patient.Id == match.Patient.Id))
            {
                found.Add(match);
            }
        }
    }

    private PatientMatch? Read(RowReader row, PatientMatchKind kind) =>
        Rows.Open(StreamId.From(row.Id(0)), row.Bytes(2), row.Bytes(1)) is { } patient
            ? new PatientMatch { Patient = patient, Match = kind, HasDossier = !row.IsNull(3) }
            : null;
}
