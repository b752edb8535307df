using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Silo.Dossiers.Memos;

/// <summary>A private memo to write, to change or to take away, by its author.</summary>
internal sealed class SavePrivateMemoCommand : IStreamCommand<PrivateMemoState>
{
    private readonly SavePrivateMemoRequest _request;
    private readonly long _now;

    private SavePrivateMemoCommand(PersonId author, SavePrivateMemoRequest request, long now)
    {
        Author = author;
        _request = request;
        _now = now;
        Request = RequestId.TryFrom(request.RequestId, out RequestId id) ? id : default;
        Hash = RequestHash.Of((int)Case.SavePrivateMemo, request);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    private ByteString Memo => _request.Memo.IsEmpty ? _request.RequestId : _request.Memo;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        PersonId author, SavePrivateMemoRequest request, long now, out SavePrivateMemoCommand? command)
    {
        command = null;
        if (DossierCall.Check(request.RequestId) is { } missing)
        {
            return missing;
        }

        if (!StreamId.TryFrom(request.Dossier, out StreamId dossier) || dossier.Kind != StreamKind.Dossier)
        {
            return Refusal.Invalid("dossier", "The 16 bytes of a dossier.");
        }

        if (request.Memo.Length is not (0 or 16) || (request.Memo.IsEmpty && request.Text.Length == 0))
        {
            return Refusal.Invalid("memo", "16 bytes, or empty for a new one.");
        }

        Error? invalid = request.Text.Length == 0
            ? null
            : DossierLimits.CheckText(request.Text, "text", MemoLimits.TextCharacters);
        command = invalid is null ? new SavePrivateMemoCommand(author, request, now) : null;
        return invalid;
    }

    public Decision Decide(PrivateMemoState fold)
    {
        if (fold.RightOf(Author) is null)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        PrivateMemo? known = fold.Find(Memo);
        if ((known is null && !_request.Memo.IsEmpty) || (known is not null && known.Dossier != _request.Dossier))
        {
            return Decision.Refuse(Refusal.NotAccessible("memo"));
        }

        if (known is null && fold.Count >= MemoLimits.Private)
        {
            return Decision.Refuse(Refusal.LimitReached("memo", MemoLimits.Private, "private memos"));
        }

        if (known?.Text == _request.Text)
        {
            return Decision.Unchanged(Answer(null));
        }

        var memo = new PrivateMemo
        {
            Memo = Memo,
            Dossier = _request.Dossier,
            Text = _request.Text,
            ChangedAt = _now,
        };
        return Decision.Write(new FactDraft(
            new Fact { PrivateMemoChanged = new PrivateMemoChanged { Memo = memo } }, DataClass.Unspecified));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) =>
        Answer(new Position { Epoch = epoch, Seq = (ulong)outcome.LastSeq });

    private Reply Answer(Position? position) => new()
    {
        SavePrivateMemo = new SavePrivateMemoResponse
        {
            Memo = Memo,
            Stream = StreamId.PrivateMemosOf(Author).ToByteString(),
            Position = position,
        },
    };
}
