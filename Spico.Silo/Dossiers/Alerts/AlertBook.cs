using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Alerts;

/// <summary>
/// The alerts that stand, and what the next ones are raised by; those that are over are in the history.
/// </summary>
internal sealed class AlertBook : IDossierPart
{
    private const long DayMs = 86_400_000;

    private readonly SortedDictionary<ulong, Alert> _standing = [];
    private AlertMemory _memory = new();

    // Which of them somebody sees follows from the class of each.
    public DataClass Class => DataClass.Coordination;

    /// <summary>The alerts that stand, in the order they were raised.</summary>
    public IReadOnlyCollection<Alert> Standing => _standing.Values;

    /// <summary>When somebody last wrote in the notebook.</summary>
    public long EntryAt => _memory.EntryAt;

    /// <summary>When somebody last had to do with the patient.</summary>
    public long ContactAt => _memory.ContactAt;

    /// <summary>Since when the patient's identity is in doubt; 0: it is not.</summary>
    public long DoubtAt => _memory.DoubtAt;

    /// <summary>An alert that stands, or null.</summary>
    public Alert? Find(ulong alert) => _standing.GetValueOrDefault(alert);

    /// <summary>How many were raised on the day of a time.</summary>
    public int RaisedOn(long time) => _memory.Day == time / DayMs ? (int)_memory.Raised : 0;

    /// <summary>Whether a fact is somebody having to do with the patient.</summary>
    public static bool IsContact(Fact fact) => IsEntry(fact) || fact.BodyCase
        is Fact.BodyOneofCase.DossierCreated or Fact.BodyOneofCase.StayChanged or Fact.BodyOneofCase.FollowUpChanged;

    public void Apply(in StreamFact fact)
    {
        Fact body = fact.Body!;
        if (fact.Kind == Fact.BodyOneofCase.AlertChanged)
        {
            Put(body.AlertChanged.Alert, isNew: body.AlertChanged.Alert.Alert_ == (ulong)fact.Head.Seq);
        }
        else if (IsContact(body))
        {
            _memory.ContactAt = fact.Head.At;
            _memory.EntryAt = IsEntry(body) ? fact.Head.At : _memory.EntryAt;
        }

        if ((body.DossierCreated?.Patient ?? body.IdentityChanged?.Patient) is { } patient)
        {
            _memory.DoubtAt = !AlertCauses.IsInDoubt(patient) ? 0
                : _memory.DoubtAt > 0 ? _memory.DoubtAt
                : fact.Head.At;
        }
    }

    public void Show(DossierView view) => Show(view, StreamAccess.All);

    public void Show(DossierView view, StreamAccess access)
    {
        view.Alerts.Add(_standing.Values.Where(alert => access.CanRead(alert.DataClass)));
        if (access == StreamAccess.All)
        {
            view.AlertMemory = _memory.Clone();
        }
    }

    public void Restore(DossierView view)
    {
        _memory = view.AlertMemory?.Clone() ?? new AlertMemory();
        foreach (Alert alert in view.Alerts)
        {
            _standing[alert.Alert_] = alert;
        }
    }

    private static bool IsEntry(Fact fact) =>
        fact.LiaisonChanged?.Entry is { About: 0, Corrections: 0, Acknowledgements.Count: 0 };

    private void Put(Alert alert, bool isNew)
    {
        if (isNew)
        {
            _memory.Raised = (uint)RaisedOn(alert.RaisedAt) + 1;
            _memory.Day = alert.RaisedAt / DayMs;
        }

        if (alert.EndedAt == 0)
        {
            _standing[alert.Alert_] = alert;
        }
        else
        {
            _standing.Remove(alert.Alert_);
        }
    }
}
