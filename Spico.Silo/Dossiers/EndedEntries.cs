using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Kind = Spico.Protocol.V1.Fact.BodyOneofCase;

namespace Spico.Silo.Dossiers;

/// <summary>
/// The tasks that are over and what was taken away, as far as it was lately, and by whom: who changes it too late is
/// told who was first. Part of snapshots, and of no view.
/// </summary>
internal sealed class EndedEntries : IDossierPart
{
    private const int Max = 200;

    // In the order in which they ended.
    private readonly List<EndedEntry> _ended = [];

    public DataClass Class => DataClass.Coordination;

    /// <summary>What a kind of fact said the end of, or null.</summary>
    public EndedEntry? Find(Kind kind, ulong entry) =>
        _ended.Find(ended => ended.Kind == (uint)kind && ended.Entry == entry);

    /// <summary>The refusal of a change to what is not there: it has ended, or never was.</summary>
    public Error Refuse(Kind kind, ulong entry, string field) =>
        Find(kind, entry) is { } ended && PersonId.TryFrom(ended.By, out PersonId first)
            ? Refusal.Taken(first)
            : Refusal.NotAccessible(field);

    public void Apply(in StreamFact fact)
    {
        switch (fact.Kind)
        {
            case Kind.CareTaskChanged:
                CareTask task = fact.Body!.CareTaskChanged.Task;
                Put(fact, task.Task, Tasks.CareTaskMoves.IsOver(task.State));
                break;
            case Kind.MemoChanged:
                Put(fact, fact.Body!.MemoChanged.Memo.Memo_, fact.Body.MemoChanged.Memo.Text.Length == 0);
                break;
            case Kind.DocumentChanged:
                DossierDocument document = fact.Body!.DocumentChanged.Document;
                Put(fact, document.Document, document.Withdrawn.Length > 0);
                break;
            case Kind.AdministrationChanged:
                foreach (AdministrativeEntry entry in fact.Body!.AdministrationChanged.Entries)
                {
                    Put(fact, (ulong)entry.Field, entry.Value is null);
                }

                break;
        }
    }

    public void Show(DossierView view) => view.Ended.Add(_ended);

    public void Show(DossierView view, StreamAccess access)
    {
    }

    public void Restore(DossierView view) => _ended.AddRange(view.Ended);

    private void Put(in StreamFact fact, ulong entry, bool isOver)
    {
        uint kind = (uint)fact.Kind;
        _ended.RemoveAll(ended => ended.Kind == kind && ended.Entry == entry);
        if (!isOver)
        {
            return;
        }

        _ended.Add(new EndedEntry
        {
            Kind = kind,
            Entry = entry,
            By = fact.Author.ToByteString(),
            DataClass = fact.DataClass,
        });
        if (_ended.Count > Max)
        {
            _ended.RemoveAt(0);
        }
    }
}
