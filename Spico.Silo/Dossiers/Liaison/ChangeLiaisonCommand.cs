using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeLiaisonRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Liaison;

/// <summary>An entry of the notebook to write, to correct or to take note of.</summary>
internal sealed class ChangeLiaisonCommand : DossierChange
{
    private readonly ChangeLiaisonRequest _request;

    private ChangeLiaisonCommand(DossierCall call, ChangeLiaisonRequest request)
        : base(call, request.RequestId, request) => _request = request;

    protected override DataClass Class => DataClass.Coordination;

    protected override FactSource? SourceAsked => _request.Write?.Source;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeLiaisonRequest request = call.Command.ChangeLiaison;
        Error? invalid = call.Check(request.Dossier, request.RequestId) ?? (request.ChangeCase switch
        {
            Case.Write => Check(request.Write, call.Now),
            Case.Correct => CheckText(request.Correct.Text, "correct.text"),
            Case.Acknowledge => null,
            _ => Refusal.Invalid("change", "Not absent."),
        });
        change = invalid is null ? new ChangeLiaisonCommand(call, request) : null;
        return invalid;
    }

    protected override bool IsOfNotebook => true;

    // Who only reads the notebook takes note of what is critical all the same.
    protected override bool IsOwnToo(DossierState fold) =>
        _request.ChangeCase == Case.Acknowledge && Call.MayRead(fold, Class);

    protected override Decision DecideOn(DossierState fold) => _request.ChangeCase switch
    {
        Case.Write => Write(fold),
        Case.Correct => Correct(fold),
        _ => Acknowledge(fold),
    };

    protected override Reply Answer(in RequestOutcome outcome, Position position) => Answer(
        _request.ChangeCase switch
        {
            Case.Write => (ulong)outcome.Seq,
            Case.Correct => _request.Correct.Entry,
            _ => _request.Acknowledge,
        },
        position);

    private static Error? Check(NewLiaisonEntry entry, long now)
    {
        if (entry.Kind == LiaisonKind.Unspecified || LiaisonFacts.IsSystems(entry.Kind) || !Enum.IsDefined(entry.Kind))
        {
            return Refusal.Invalid("write.kind", "A known kind.");
        }

        return Enum.IsDefined(entry.Severity)
            ? CircleFields.CheckTime(entry.HappenedAt, now, "write.happened_at")
                ?? CheckText(entry.Text, "write.text")
            : Refusal.Invalid("write.severity", "A known severity.");
    }

    private static Error? CheckText(string text, string field) =>
        DossierLimits.CheckText(text, field, LiaisonLimits.TextCharacters);

    private static Reply Answer(ulong entry, Position? position) => new()
    {
        ChangeLiaison = new ChangeLiaisonResponse { Entry = entry, Position = position },
    };

    private Decision Write(DossierState fold)
    {
        NewLiaisonEntry written = _request.Write;
        return LiaisonFacts.Write(Call, fold, new LiaisonEntry
        {
            Entry = (ulong)fold.Head.Seq + 1,
            Kind = written.Kind,
            Severity = written.Severity == LiaisonSeverity.Unspecified ? LiaisonSeverity.Routine : written.Severity,
            Text = written.Text,
            HappenedAt = written.HappenedAt == 0 ? Call.Now : written.HappenedAt,
            Author = Author.ToByteString(),
            WrittenAt = Call.Now,
            ActedBy = Call.ActedBy,
            Source = Source,
        });
    }

    private Decision Correct(DossierState fold)
    {
        LiaisonCorrection correction = _request.Correct;
        if (Find(fold, correction.Entry) is not { } entry)
        {
            return Decision.Refuse(Refusal.NotAccessible("correct.entry"));
        }

        if (entry.Author != Author.ToByteString() || entry.About != 0)
        {
            return Decision.Refuse(Refusal.WrongState("Only who wrote an entry corrects it."));
        }

        if (entry.Text == correction.Text)
        {
            return Decision.Unchanged(Answer(correction.Entry, null));
        }

        LiaisonEntry corrected = entry.Clone();
        corrected.FirstText = entry.Corrections == 0 ? entry.Text : entry.FirstText;
        corrected.Text = correction.Text;
        corrected.Corrections++;
        corrected.CorrectedAt = Call.Now;
        return Changed(fold, corrected);
    }

    private Decision Acknowledge(DossierState fold)
    {
        if (Find(fold, _request.Acknowledge) is not { } entry)
        {
            return Decision.Refuse(Refusal.NotAccessible("acknowledge"));
        }

        if (entry.Severity != LiaisonSeverity.Critical)
        {
            return Decision.Refuse(Refusal.WrongState("Only what is critical is acknowledged."));
        }

        if (entry.Acknowledgements.Any(one => one.Person == Author.ToByteString()))
        {
            return Decision.Unchanged(Answer(_request.Acknowledge, null));
        }

        LiaisonEntry acknowledged = entry.Clone();
        acknowledged.Acknowledgements.Add(new LiaisonAcknowledgement
        {
            Person = Author.ToByteString(),
            At = Call.Now,
        });
        return Changed(fold, acknowledged);
    }

    private LiaisonEntry? Find(DossierState fold, ulong entry) =>
        fold.Liaison.Find(entry) ?? (Call.Entry?.Entry == entry ? Call.Entry : null);

    private Decision Changed(DossierState fold, LiaisonEntry entry) => Decision.Write(
        LiaisonFacts.Changed(entry), LiaisonRows.ChangedAt(Call.Dossier, entry.Entry, fold.Head.Seq + 1));
}
