using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeMemoRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Memos;

/// <summary>A shared memo to write, to change or to take away.</summary>
internal sealed class ChangeMemoCommand : DossierChange
{
    private readonly ChangeMemoRequest _request;

    private ChangeMemoCommand(DossierCall call, ChangeMemoRequest request)
        : base(call, request.RequestId, request) => _request = request;

    protected override DataClass Class => DataClass.Coordination;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeMemoRequest request = call.Command.ChangeMemo;
        Error? invalid = call.Check(request.Dossier, request.RequestId) ?? (request.ChangeCase switch
        {
            Case.Write => DossierLimits.CheckText(request.Write, "write", MemoLimits.TextCharacters),
            Case.Edit when request.Edit.Text.Length == 0 => null,
            Case.Edit => DossierLimits.CheckText(request.Edit.Text, "edit.text", MemoLimits.TextCharacters),
            _ => Refusal.Invalid("change", "Not absent."),
        });
        change = invalid is null ? new ChangeMemoCommand(call, request) : null;
        return invalid;
    }

    protected override Decision DecideOn(DossierState fold) =>
        _request.ChangeCase == Case.Write ? Write(fold) : Edit(fold);

    protected override Reply Answer(in RequestOutcome outcome, Position position) =>
        Answer(_request.ChangeCase == Case.Write ? (ulong)outcome.Seq : _request.Edit.Memo, position);

    private static Reply Answer(ulong memo, Position? position) => new()
    {
        ChangeMemo = new ChangeMemoResponse { Memo = memo, Position = position },
    };

    private Decision Write(DossierState fold) => fold.Memos.Count >= MemoLimits.Shared
        ? Decision.Refuse(Refusal.LimitReached("write", MemoLimits.Shared, "memos"))
        : Changed(new Memo
        {
            Memo_ = (ulong)fold.Head.Seq + 1,
            Text = _request.Write,
            Version = 1,
            WrittenBy = Author.ToByteString(),
            WrittenAt = Call.Now,
        });

    private Decision Edit(DossierState fold)
    {
        MemoEdit edit = _request.Edit;
        if (fold.Memos.Find(edit.Memo) is not { } memo)
        {
            return Decision.Refuse(
                fold.Ended.Refuse(Protocol.V1.Fact.BodyOneofCase.MemoChanged, edit.Memo, "edit.memo"));
        }

        if (memo.Version != edit.Version)
        {
            _ = PersonId.TryFrom(memo.ChangedBy, out PersonId first);
            return Decision.Refuse(Refusal.Taken(first));
        }

        if (memo.Text == edit.Text)
        {
            return Decision.Unchanged(Answer(edit.Memo, null));
        }

        Memo edited = memo.Clone();
        edited.Text = edit.Text;
        edited.Version++;
        return Changed(edited);
    }

    private Decision Changed(Memo memo)
    {
        memo.ChangedBy = Author.ToByteString();
        memo.ActedBy = Call.ActedBy;
        memo.ChangedAt = Call.Now;
        return Decision.Write(Fact(new Fact { MemoChanged = new MemoChanged { Memo = memo } }));
    }
}
