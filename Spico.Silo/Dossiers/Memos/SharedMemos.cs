using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Memos;

/// <summary>The memos that are pinned on a dossier for everybody.</summary>
internal sealed class SharedMemos : IDossierPart
{
    private readonly SortedDictionary<ulong, Memo> _memos = [];

    public DataClass Class => DataClass.Coordination;

    /// <summary>How many there are.</summary>
    public int Count => _memos.Count;

    /// <summary>A memo, or null.</summary>
    public Memo? Find(ulong memo) => _memos.GetValueOrDefault(memo);

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind != Fact.BodyOneofCase.MemoChanged)
        {
            return;
        }

        Memo memo = fact.Body!.MemoChanged.Memo;
        if (memo.Text.Length == 0)
        {
            _memos.Remove(memo.Memo_);
        }
        else
        {
            _memos[memo.Memo_] = memo;
        }
    }

    public void Show(DossierView view) => view.Memos.Add(_memos.Values);

    public void Restore(DossierView view)
    {
        foreach (Memo memo in view.Memos)
        {
            _memos[memo.Memo_] = memo;
        }
    }
}
