using Spico.Client;
using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>What the person sees of the dossier that is open, and does there.</summary>
internal sealed class DossierVerbs(SpicoClient client, IScreen screen, DossierDesk desk)
{
    private const int EntriesShown = 15;

    private static readonly CareTaskState[] Columns =
        [CareTaskState.Requested, CareTaskState.Accepted, CareTaskState.InProgress, CareTaskState.OnHold];

    private static readonly LiaisonKind[] Kinds =
        [.. Enum.GetValues<LiaisonKind>().Where(kind => kind is > 0 and < LiaisonKind.CircleChanged)];

    public IReadOnlyList<Verb> Verbs =>
    [
        new("/circle", "", "who cares for the patient, and who did", CircleAsync),
        new("/notebook", $"[{EntriesShown}]", "the last entries of the liaison notebook", NotebookAsync),
        new("/note", "[!|!!] [KIND:] TEXT", "writes in it; ! is important, !! critical", NoteAsync),
        new("/noted", "#N", "takes note of a critical entry", (text, stop) => On(text, (open, seq, _) =>
            client.AcknowledgeEntryAsync(open.Id, seq, cancellationToken: stop))),
        new("/tasks", "", "what is to be done for the patient", TasksAsync),
        new("/task", "[2026-11-30] TEXT", "asks for something to be done, by whoever takes it", TaskAsync),
        new("/move", $"#N {string.Join('|', MovesTo.Keys)} [NOTE]", "moves a task on", MoveAsync),
        new("/visits", "", "the appointments of the patient", (_, _) => In(open => ShowAll(
            open.View.Appointments.Where(each => !IsOver(each)).OrderBy(each => each.StartsAt)
                .Select(each => (Tone.Message, open.Lines.Of(each))),
            "no appointments"))),
        new("/documents", "", "the documents", (_, _) => In(open => ShowAll(
            open.View.Documents.Select(each => (Tone.Message, open.Lines.Of(each))), "no documents"))),
        new("/forms", "", "the forms that were completed", (_, _) => In(open => ShowAll(
            open.View.Forms.Select(each => (Tone.Message, open.Lines.Of(each))), "no forms"))),
        new("/stays", "", "the stays in hospital", (_, _) => In(open => ShowAll(
            open.View.Stays.Select(each => (Tone.Message, open.Lines.Of(each))), "no stays"))),
    ];

    private static Dictionary<string, CareTaskState> MovesTo { get; } = new()
    {
        ["accept"] = CareTaskState.Accepted,
        ["start"] = CareTaskState.InProgress,
        ["hold"] = CareTaskState.OnHold,
        ["done"] = CareTaskState.Done,
        ["refuse"] = CareTaskState.Refused,
        ["cancel"] = CareTaskState.Cancelled,
    };

    private static bool IsOver(Appointment appointment) => appointment.State
        is AppointmentState.Fulfilled or AppointmentState.Cancelled or AppointmentState.NoShow
            or AppointmentState.EnteredInError;

    private Task CircleAsync(string text, CancellationToken cancellationToken) => In(open =>
    {
        DossierView view = open.View;
        return ShowAll(
            view.Circle.Where(member => member.Periods is [.., { To: 0 }])
                .Select(member => (Tone.Message, open.Lines.Of(member)))
                .Concat(view.Circle.Where(member => member.Periods is not [.., { To: 0 }])
                    .Select(member => (Tone.Notice, open.Lines.Of(member)))),
            "nobody is in the circle");
    });

    private Task NotebookAsync(string text, CancellationToken cancellationToken) => In(async open =>
    {
        int count = Typed.TryNumber(text, out ulong asked, out _) ? (int)Math.Min(asked, 100) : EntriesShown;
        DossierView view = open.View;
        await ShowAll(
            view.Liaison.TakeLast(count).OrderBy(entry => entry.HappenedAt).Select(entry =>
            {
                (Tone tone, string line) = open.Lines.Of(entry);
                string mark = entry.Entry > view.ReadUpTo ? "● " : "";
                return (tone, $"{mark}{Shown.Time(entry.HappenedAt)} {line}");
            }),
            "nothing is written in the notebook");
        await open.MarkReadAsync(cancellationToken);
    });

    private Task NoteAsync(string text, CancellationToken cancellationToken) => In(async open =>
    {
        (string first, string rest) = Typed.Split(text);
        LiaisonSeverity severity = first switch
        {
            "!" => LiaisonSeverity.Important,
            "!!" => LiaisonSeverity.Critical,
            _ => LiaisonSeverity.Routine,
        };
        string said = severity == LiaisonSeverity.Routine ? text.Trim() : rest;
        var kind = LiaisonKind.Transmission;
        int colon = said.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && Array.Find(Kinds, each => DossierWords.Of(each)
            .Equals(said[..colon].Trim(), StringComparison.OrdinalIgnoreCase)) is > 0 and var named)
        {
            (kind, said) = (named, said[(colon + 1)..].Trim());
        }

        if (said.Length == 0)
        {
            screen.Line(
                Tone.Warning,
                $"what? As: /note TEXT, or /note ! KIND: TEXT, of {string.Join(", ", Kinds.Select(DossierWords.Of))}");
            return;
        }

        await client.WriteEntryAsync(
            open.Id,
            new NewLiaisonEntry { Kind = kind, Severity = severity, Text = said },
            cancellationToken: cancellationToken);
    });

    private Task TasksAsync(string text, CancellationToken cancellationToken) => In(open =>
    {
        DossierView view = open.View;
        foreach (CareTaskState column in Columns)
        {
            CareTask[] tasks = [.. view.Tasks.Where(task => task.State == column).OrderBy(DueAt)];
            if (tasks.Length > 0)
            {
                screen.Line(Tone.Notice, $"   {DossierWords.Of(column)}:");
                ShowAll(tasks.Select(task => open.Lines.Of(task, OpenDossier.Now)), "", "     ");
            }
        }

        return view.Tasks.Count > 0 ? Task.CompletedTask : ShowAll([], "nothing is to be done");
    });

    private static long DueAt(CareTask task) => task.DueAt == 0 ? long.MaxValue : task.DueAt;

    private Task TaskAsync(string text, CancellationToken cancellationToken) => In(open =>
    {
        (DateTimeOffset? due, string title) = Typed.Dated(text);
        return client.CreateTaskAsync(
            open.Id,
            new NewCareTask { Title = title, DueAt = due?.ToUnixTimeMilliseconds() ?? 0 },
            cancellationToken: cancellationToken);
    });

    private Task MoveAsync(string text, CancellationToken cancellationToken) => On(text, (open, seq, rest) =>
    {
        (string to, string note) = Typed.Split(rest);
        CareTask? task = open.View.Tasks.FirstOrDefault(each => each.Task == seq);
        if (task is null || !MovesTo.TryGetValue(to, out CareTaskState state))
        {
            screen.Line(
                Tone.Warning, $"which task of /tasks, and where to? As: /move #5 {string.Join('|', MovesTo.Keys)}");
            return Task.CompletedTask;
        }

        var move = new CareTaskMove { Task = seq, From = task.State, To = state, Note = note };
        return client.MoveTaskAsync(open.Id, move, cancellationToken: cancellationToken);
    });

    private Task In(Func<OpenDossier, Task> act)
    {
        if (desk.Open is { } open)
        {
            return act(open);
        }

        screen.Line(Tone.Warning, "open a dossier first: /dossier, or /dossiers for a list");
        return Task.CompletedTask;
    }

    private Task On(string text, Func<OpenDossier, ulong, string, Task> act) => In(open =>
    {
        if (Typed.TryNumber(text, out ulong seq, out string rest))
        {
            return act(open, seq, rest);
        }

        screen.Line(Tone.Warning, "which one? Name it by its number, as #5");
        return Task.CompletedTask;
    });

    private Task ShowAll(IEnumerable<(Tone Tone, string Text)> lines, string none, string indent = "   ")
    {
        bool isAny = false;
        foreach ((Tone tone, string line) in lines)
        {
            isAny = true;
            screen.Line(tone, indent + line);
        }

        if (!isAny)
        {
            screen.Line(Tone.Notice, none);
        }

        return Task.CompletedTask;
    }
}
