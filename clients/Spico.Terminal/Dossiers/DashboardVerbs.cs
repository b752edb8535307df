using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>What the person has to see to, across dossiers and conversations.</summary>
internal sealed class DashboardVerbs(
    SpicoClient client, IScreen screen, People people, InboxBoard inbox, DossierDesk desk) : IDisposable
{
    private readonly DossierNames _names = new(people);
    private bool _isShown;

    public IReadOnlyList<Verb> Verbs =>
    [
        new("/dashboard", "", "what you have to see to", ShowAsync),
        new("/seen", "#N", "takes note of an alert of the dossier that is open", SeenAsync),
    ];

    /// <summary>From now on it is said that the dashboard has changed, to who has looked at it last.</summary>
    public void Begin() => client.DashboardChanged += OnChanged;

    /// <summary>The person looks at something else.</summary>
    public void Leave() => _isShown = false;

    public void Dispose() => client.DashboardChanged -= OnChanged;

    private async Task ShowAsync(string text, CancellationToken cancellationToken)
    {
        ReadDashboardResponse board = await client.ReadDashboardAsync(cancellationToken: cancellationToken);
        await _names.LearnAsync(
            board.Tasks.Entries.Select(card => card.Task.Person)
                .Concat(board.Reviews.Entries.Select(review => review.Referent))
                .Concat(board.Requests.Entries.Select(entry => entry.Request.AskedBy)),
            cancellationToken);
        var lines = new DossierLines(_names);
        Show("alerts", board.Alerts.Count, Tone.Warning, board.Alerts.Entries.Select(entry =>
            $"{desk.NameOf(entry.Dossier)} {DossierLines.Of(entry.Alert)}"));
        Show("urgencies", board.Urgencies.Count, Tone.Warning, board.Urgencies.Entries.Select(entry =>
            $"{TitleOf(entry.Conversation)} #{entry.Urgency}" + (entry.Unanswered ? ": nobody has answered" : "")));
        Show("requests for you", board.Requests.Count, Tone.Message, board.Requests.Entries.Select(entry =>
            $"{TitleOf(entry.Conversation)} #{entry.Request.Request}, asked by {_names.Of(entry.Request.AskedBy)}"));
        Show(
            board.Tasks.Overdue > 0 ? $"your tasks, {board.Tasks.Overdue} overdue" : "your tasks",
            board.Tasks.Count,
            Tone.Message,
            board.Tasks.Entries.Select(card =>
                $"{desk.NameOf(card.Dossier)} {lines.Of(card.Task, OpenDossier.Now).Text}"));
        Show("in hospital", board.Stays.Count, Tone.Message, board.Stays.Entries.Select(entry =>
            $"{desk.NameOf(entry.Dossier)} {lines.Of(entry.Stay)}"));
        Show("plans to be looked at again", board.Reviews.Count, Tone.Message, board.Reviews.Entries.Select(entry =>
            $"{desk.NameOf(entry.Dossier)} {DossierWords.Day(entry.ReviewAt)}, {_names.Of(entry.Referent)}"));
        Show("new since your last visit", board.News.Count, Tone.Message, board.News.Entries.Select(entry =>
            $"{desk.NameOf(entry.Dossier)}: {entry.Count}, the last {Shown.Time(entry.At)}"));
        _isShown = true;
    }

    private void Show(string section, uint count, Tone tone, IEnumerable<string> lines)
    {
        if (count > 0)
        {
            screen.Line(Tone.Notice, $"── {section}: {count} ──");
        }

        foreach (string line in lines)
        {
            screen.Line(tone, $"   {line}");
        }
    }

    private async Task SeenAsync(string text, CancellationToken cancellationToken)
    {
        if (desk.Open is not { } open || !Typed.TryNumber(text, out ulong alert, out _))
        {
            screen.Line(Tone.Warning, "which one? Open its dossier, then name it by its number, as: /seen #5");
            return;
        }

        await client.AcknowledgeAlertAsync(open.Id, alert, cancellationToken: cancellationToken);
    }

    private string TitleOf(Google.Protobuf.ByteString conversation) =>
        StreamId.TryFrom(conversation, out StreamId id) ? inbox.TitleOf(id) : "a conversation";

    private void OnChanged(DashboardChanged changed)
    {
        if (_isShown)
        {
            string sections = DossierWords.Joined(changed.Sections.Select(each => DossierWords.Of(each)));
            string which = sections.Length > 0 ? $": {sections}" : "";
            screen.Line(Tone.Notice, $"  ● the dashboard has changed{which}; /dashboard");
        }
    }
}
