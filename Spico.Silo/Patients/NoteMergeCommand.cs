using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>
/// Takes note of whom the dossier of a patient was merged into, as that is when it is noted: of two notes that overtake
/// each other the later one finds nothing left to do.
/// </summary>
internal sealed class NoteMergeCommand : IStreamCommand<PatientState>
{
    private readonly StreamId _stream;
    private readonly StreamId _dossier;
    private readonly IGrainFactory _grains;
    private readonly PatientRows _rows;
    private ByteString _into = ByteString.Empty;

    public NoteMergeCommand(
        StreamId stream, PersonId author, (StreamId Dossier, long Seq) fact, IGrainFactory grains, PatientRows rows)
    {
        _stream = stream;
        _dossier = fact.Dossier;
        _grains = grains;
        _rows = rows;
        Author = author;
        Hash = ConsequenceId.Of(ConsequenceKind.PatientMerged, fact.Dossier, fact.Seq, author);
        Request = RequestId.From(Hash);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    public async ValueTask<Error?> PrepareAsync()
    {
        DossierFound merged = await Notes(_dossier).Find(Author);
        if (merged is not { Refusal: null, MergedInto: { } into })
        {
            return merged.Refusal;
        }

        DossierFound main = await Notes(into).Find(Author);
        _into = main.Patient.ToByteString();
        return main.Refusal;
    }

    public Decision Decide(PatientState fold)
    {
        if (fold.Known is not { } known || known.MergedInto == _into)
        {
            return Decision.Unchanged(new Reply());
        }

        PatientRegistered noted = known.Clone();
        noted.MergedInto = _into;
        noted.Reason = string.Empty;
        return Decision.Write(
            [new FactDraft(new Fact { PatientRegistered = noted }, DataClass.Identity)],
            [],
            [],
            _rows.Of(_stream, known, noted));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();

    private IDossierNotes Notes(StreamId dossier) => _grains.GetGrain<IDossierNotes>(StreamKey.Of(dossier));
}
