using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Objections;
using Spico.Silo.Patients;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Identity;

/// <summary>
/// Takes note in a dossier of what a fact elsewhere changed, as that is when it is noted: of two notes that overtake
/// each other the later one finds nothing left to do.
/// </summary>
internal sealed class NoteCommand : IStreamCommand<DossierState>
{
    private readonly ConsequenceKind _kind;
    private readonly StreamId _from;
    private readonly long _seq;
    private readonly StreamId _here;
    private readonly DossierServices _services;
    private string _reason = string.Empty;
    private Patient? _patient;
    private PersonId? _actedBy;
    private bool _isMergedHere;
    private StreamId? _goesOnIn;
    private SharingObjection[] _objections = [];

    public NoteCommand(
        ConsequenceKind kind, PersonId author, (StreamId From, long Seq) fact, StreamId here, DossierServices services)
    {
        _kind = kind;
        (_from, _seq) = fact;
        _here = here;
        _services = services;
        Author = author;
        Hash = ConsequenceId.Of(kind, fact.From, fact.Seq, author);
        Request = RequestId.From(Hash);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    public async ValueTask<Error?> PrepareAsync()
    {
        _reason = await _services.FindReasonAsync(_from, _seq);
        if (_kind == ConsequenceKind.IdentityChanged)
        {
            PatientFound found = await _services.Patient(_from).Find();
            _patient = found.Patient;
            _actedBy = found.ActedBy;
            return found.Refusal;
        }

        DossierFound other = await _services.Dossier(_from).Find(Author);
        _isMergedHere = other.MergedInto == _here;
        _goesOnIn = _isMergedHere ? null : other.MergedInto;
        _objections = other.Objections;
        return other.Refusal;
    }

    public Decision Decide(DossierState fold) =>
        !fold.Exists ? Decision.Unchanged(new Reply())
        : DossierReadModels.Of(
            _here,
            fold,
            _kind == ConsequenceKind.IdentityChanged ? NoteIdentity(fold.Identity) : NoteMerge(fold),
            Author,
            _services.Now);

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();

    private Decision NoteIdentity(DossierIdentity identity)
    {
        if (_patient is null || _patient.Equals(identity.Patient))
        {
            return Decision.Unchanged(new Reply());
        }

        var changed = new IdentityChanged { Patient = _patient, Before = identity.Patient, Reason = _reason };
        var fact = new Fact { IdentityChanged = changed };
        if (_actedBy is { } actedBy)
        {
            fact.ActedBy = actedBy.ToByteString();
        }

        return Decision.Write(new FactDraft(fact, DataClass.Identity));
    }

    private Decision NoteMerge(DossierState fold)
    {
        DossierIdentity identity = fold.Identity;
        ByteString other = _from.ToByteString();
        if (_goesOnIn is { } main && identity.MergedInto == other)
        {
            return MergeFacts.GoOn(_services.CallFor(_here, Author), fold, _from, main, _reason);
        }

        SharingObjection[] adopted = _isMergedHere ? [.. Adopted(fold.Objections, other)] : [];
        List<FactDraft> merged = [];
        if (identity.Absorbed.Contains(other) != _isMergedHere)
        {
            var changed = new DossierMergeChanged { MergedInto = identity.MergedInto, Reason = _reason };
            changed.Absorbed.Add(_isMergedHere
                ? identity.Absorbed.Append(other)
                : identity.Absorbed.Where(absorbed => absorbed != other));
            merged.Add(new FactDraft(new Fact { DossierMergeChanged = changed }, DataClass.Identity));
        }

        Decision noted = adopted.Length > 0
            ? ObjectionFacts.Write(_services.CallFor(_here, Author), fold, [.. merged], adopted)
            : merged.Count == 0 ? Decision.Unchanged(new Reply())
            // What this patient objects to holds in conversations about the other from now on.
            : Decision.Write([.. merged], [], [ObjectionFacts.Told(_here, fold.Head.Seq + 1, Author)])
                .With(_isMergedHere ? [] : ObjectionRows.Gone(_here, fold.Objections.Of(other)));
        // It was merged itself meanwhile: the other goes on there, too.
        return _isMergedHere && !identity.MergedInto.IsEmpty
            ? noted.With(new ConsequenceRow(
                _here, fold.Head.Seq + 1, _from, ConsequenceKind.DossierMerged, Author))
            : noted;
    }

    // What holds there holds here too, until it is lifted there or here. What was lifted here stays so.
    private IEnumerable<SharingObjection> Adopted(SharingObjections known, ByteString other)
    {
        foreach (SharingObjection objection in _objections)
        {
            SharingObjection adopted = objection.Clone();
            adopted.Dossier = other;
            if (known.Find(objection.Objection) is { } before
                ? before.Dossier == other && before.LiftedAt == 0 && !before.Equals(adopted)
                : objection.LiftedAt == 0)
            {
                yield return adopted;
            }
        }
    }
}
