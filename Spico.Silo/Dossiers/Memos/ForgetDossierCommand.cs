using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Retention;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Memos;

/// <summary>
/// Takes an author's private memos on an erased dossier away, as if the author had: what is left is that there was one.
/// </summary>
internal sealed class ForgetDossierCommand(
    PersonId author,
    StreamId memos,
    StreamId dossier,
    Guid id,
    Func<ValueTask<Answer<StreamCipher?>>> key,
    StreamServices services)
    : ForgetDossierCommand<PrivateMemoState>(author, memos, dossier, id, key, services.Storage.Store)
{
    private readonly HashSet<ByteString> _memos = [];

    protected override Fact.BodyOneofCase Kind => Fact.BodyOneofCase.PrivateMemoChanged;

    protected override Fact? Replace(Fact body)
    {
        PrivateMemo known = body.PrivateMemoChanged.Memo;
        if (known.Dossier != Dossier)
        {
            return null;
        }

        _memos.Add(known.Memo);
        return GoneAt(known.Memo, known.ChangedAt);
    }

    protected override IEnumerable<FactDraft> FactsOf(PrivateMemoState fold) => _memos.Select(
        memo => new FactDraft(GoneAt(memo, services.Now), DataClass.Unspecified));

    private static Fact GoneAt(ByteString memo, long at) => new()
    {
        PrivateMemoChanged = new PrivateMemoChanged { Memo = new PrivateMemo { Memo = memo, ChangedAt = at } },
    };
}
