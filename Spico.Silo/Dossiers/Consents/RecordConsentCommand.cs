using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Consents;

/// <summary>What the patient says to the sharing of their data, to be recorded.</summary>
internal sealed class RecordConsentCommand : DossierChange
{
    private const int IdBytes = 16;
    private const int NamedMax = 100;

    private readonly SharingConsent _consent;
    private readonly bool _isNew;

    private RecordConsentCommand(DossierCall call, RecordConsentRequest request)
        : base(call, request.RequestId, request)
    {
        _isNew = request.Consent.Id.IsEmpty;
        _consent = request.Consent.Clone();
        // One consent a request: its id is as good as one made here, and the same when it is sent again.
        _consent.Id = _isNew ? request.RequestId : request.Consent.Id;
        _consent.RecordedBy = call.Caller.Person.ToByteString();
        _consent.RecordedAt = call.Now;
    }

    protected override DataClass Class => DataClass.Identity;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        RecordConsentRequest request = call.Command.RecordConsent;
        Error? invalid = call.Check(request.Dossier, request.RequestId) ?? Check(request.Consent, call.Now);
        change = invalid is null ? new RecordConsentCommand(call, request) : null;
        return invalid;
    }

    protected override Decision DecideOn(DossierState fold)
    {
        SharingConsent? known = fold.Consents.Find(_consent.Id);
        if (known is null && !_isNew)
        {
            return Decision.Refuse(Refusal.NotAccessible("consent.id"));
        }

        if (known is null && fold.Consents.Count >= SharingConsents.CountMax)
        {
            return Decision.Refuse(Refusal.LimitReached("consent", SharingConsents.CountMax, "consents"));
        }

        if (!MayBecome(known?.State, _consent.State))
        {
            return Decision.Refuse(Refusal.WrongState("A consent does not go from that state to this one."));
        }

        SharingConsent consent = known is null ? _consent : Following(known);
        CircleMember[] ended = consent.State == ConsentState.Withdrawn
            ? [.. RestingPeriods.End(fold, consent.Id, Call.Now, Author, "The consent was withdrawn.")]
            : [];
        var changed = new Fact { ConsentChanged = new ConsentChanged { Consent = consent } };
        DossierAccess[] closed = consent.State == ConsentState.Refused
            ? [.. AccessFacts.Opposed(fold, consent, Math.Max(Call.Now, fold.Head.At))]
            : [];
        Decision recorded = CircleFacts
            .Write(Call, fold, [Fact(changed), .. closed.Select(AccessFacts.Changed)], ended)
            .With(closed.Select(access => AccessFacts.Row(Call.Dossier, access)));
        long seq = fold.Head.Seq + 1;
        return consent is { State: ConsentState.Given, ExpiresAt: > 0 }
            ? recorded.With(new ConsequenceRow(
                Call.Dossier, seq, Call.Dossier, ConsequenceKind.ConsentDue, Author, consent.ExpiresAt))
            : recorded;
    }

    // Whom it is about was said when it was first recorded.
    private SharingConsent Following(SharingConsent known)
    {
        SharingConsent consent = _consent.Clone();
        consent.Persons.Clear();
        consent.Persons.Add(known.Persons);
        consent.Structures.Clear();
        consent.Structures.Add(known.Structures);
        return consent;
    }

    protected override Reply Answer(in RequestOutcome outcome, Position position) => new()
    {
        RecordConsent = new RecordConsentResponse { Consent = _consent.Id, Position = position },
    };

    private static bool MayBecome(ConsentState? from, ConsentState to) => from switch
    {
        null => to is not (ConsentState.Withdrawn or ConsentState.Expired),
        ConsentState.Proposed => to is ConsentState.Given or ConsentState.Refused,
        ConsentState.Given => to == ConsentState.Withdrawn,
        _ => false,
    };

    private static Error? Check(SharingConsent? consent, long now)
    {
        if (consent is null || consent.State == ConsentState.Unspecified || !Enum.IsDefined(consent.State))
        {
            return Refusal.Invalid("consent.state", "A known state.");
        }

        if (consent.Means == ConsentMeans.Unspecified || !Enum.IsDefined(consent.Means))
        {
            return Refusal.Invalid("consent.means", "Known means.");
        }

        if (!consent.Id.IsEmpty && consent.Id.Length != IdBytes)
        {
            return Refusal.Invalid("consent.id", "16 bytes, or empty.");
        }

        if (consent.ExpiresAt != 0 && consent.ExpiresAt <= now)
        {
            return Refusal.Invalid("consent.expires_at", "In the future, or 0.");
        }

        return DossierLimits.CheckTime(consent.ExpiresAt, "consent.expires_at")
            ?? CheckIds(consent.Persons, "consent.persons")
            ?? CheckIds(consent.Structures, "consent.structures")
            ?? DossierLimits.CheckText(consent.Proof, "consent.proof", DossierLimits.ReasonCharacters);
    }

    private static Error? CheckIds(IReadOnlyCollection<ByteString> ids, string field) =>
        ids.Count > NamedMax ? Refusal.TooLarge(field, NamedMax, "ids")
        : ids.Any(id => id.Length != IdBytes) ? Refusal.Invalid(field, "16 bytes each.")
        : null;
}
