using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Tasks;

/// <summary>The open tasks of a dossier; those that are over are in the history and on the board.</summary>
internal sealed class CareTaskBook : IDossierPart
{
    private readonly SortedDictionary<ulong, CareTask> _open = [];

    public DataClass Class => DataClass.Coordination;

    /// <summary>How many are open.</summary>
    public int OpenCount => _open.Count;

    /// <summary>The open tasks, in the order they were created.</summary>
    public IReadOnlyCollection<CareTask> All => _open.Values;

    /// <summary>An open task, or null.</summary>
    public CareTask? Find(ulong task) => _open.GetValueOrDefault(task);

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind != Fact.BodyOneofCase.CareTaskChanged)
        {
            return;
        }

        CareTask task = fact.Body!.CareTaskChanged.Task;
        if (CareTaskMoves.IsOver(task.State))
        {
            _open.Remove(task.Task);
        }
        else
        {
            _open[task.Task] = task;
        }
    }

    public void Show(DossierView view) => view.Tasks.Add(_open.Values);

    public void Restore(DossierView view)
    {
        foreach (CareTask task in view.Tasks)
        {
            _open[task.Task] = task;
        }
    }
}
