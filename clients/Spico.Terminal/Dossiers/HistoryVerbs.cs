using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>The life line of the dossier that is open, what is behind its entries, and who has seen it.</summary>
internal sealed class HistoryVerbs(SpicoClient client, IScreen screen, DossierDesk desk)
{
    private const int EntriesShown = 20;
    private const int FactsAtOnce = 200;
    private const int PagesMax = 5;
    private const int TracesShown = 20;

    private static readonly LifeLineKind[] Kinds = [.. Enum.GetValues<LifeLineKind>().Where(kind => kind > 0)];

    private readonly Dictionary<ulong, Fact> _facts = [];
    private StreamId _factsOf;
    private ReadLifeLineRequest? _next;

    public IReadOnlyList<Verb> Verbs =>
    [
        new("/line", "[KIND] [2026-11-30] | more", "the life line, the newest first; until a day", LineAsync),
        new("/show", "#N", "what is behind an entry, whole", ShowAsync),
        new("/plan", "[pdf [FOLDER]]", "the coordination plan", PlanAsync),
        new("/download", "#N [FOLDER]", "saves a document", DownloadAsync),
        new("/traces", "", "who has seen and changed the dossier", TracesAsync),
    ];

    private Task LineAsync(string text, CancellationToken cancellationToken) => In(async open =>
    {
        ForgetOthers(open);
        var query = new ReadLifeLineRequest { Limit = EntriesShown };
        (string first, string rest) = Typed.Split(text);
        if (first == "more")
        {
            query = _next;
        }
        else
        {
            LifeLineKind kind = Array.Find(Kinds, each => first.Length > 0
                && DossierWords.Of(each).StartsWith(first.TrimEnd('s'), StringComparison.OrdinalIgnoreCase));
            if (kind > 0)
            {
                query.Kinds.Add(kind);
            }

            query.To = Typed.Dated(kind > 0 ? rest : text).Date?.AddDays(1).ToUnixTimeMilliseconds() ?? 0;
            if (kind == 0 && query.To == 0 && first.Length > 0)
            {
                screen.Line(Tone.Warning, $"of {string.Join(", ", Kinds.Select(each => DossierWords.Of(each)))}");
                return;
            }
        }

        if (query is null)
        {
            screen.Line(Tone.Notice, "there is no more");
            return;
        }

        ReadLifeLineResponse page = await client.ReadLifeLineAsync(open.Id, query, cancellationToken);
        await LearnAsync(open, [.. page.Entries.Select(entry => entry.Seq)], cancellationToken);
        DossierView view = open.View;
        foreach (LifeLineEntry entry in page.Entries)
        {
            // An entry of the notebook as it is now: it may have been corrected, or noted.
            (Tone tone, string line) = view.Liaison.FirstOrDefault(each => each.Entry == entry.Seq) is { } written
                ? open.Lines.Of(written)
                : _facts.TryGetValue(entry.Seq, out Fact? fact) && open.Lines.Of(fact) is { } known
                    ? known
                    : (Tone.Notice, DossierWords.Of(entry.Kind));
            string number = line.Contains($"#{entry.Seq} ", StringComparison.Ordinal) ? "" : $"#{entry.Seq} ";
            screen.Line(tone, $"   {Shown.Time(entry.HappenedAt)} {number}{line}");
        }

        _next = page.Next.Length > 0 ? new ReadLifeLineRequest(query) { Cursor = page.Next } : null;
        screen.Line(Tone.Notice, page.Entries.Count == 0 ? "nothing has happened"
            : _next is null ? "     /show #N tells all of one"
            : "     /line more for what was before; /show #N tells all of one");
    });

    private Task ShowAsync(string text, CancellationToken cancellationToken) => In(async open =>
    {
        if (!Typed.TryNumber(text, out ulong seq, out _))
        {
            screen.Line(Tone.Warning, "which one? Name it by its number, as #5");
            return;
        }

        await LearnAsync(open, [seq], cancellationToken);
        if (!_facts.TryGetValue(seq, out Fact? fact) || open.Lines.Of(fact) is not { } line)
        {
            screen.Line(Tone.Warning, "there is nothing of that number that you may see");
            return;
        }

        screen.Line(line.Tone, $"   {Shown.Time(fact.At)} {line.Text}");
        foreach (string more in MoreOf(open, fact))
        {
            screen.Line(Tone.Message, $"     {more}");
        }
    });

    private static IEnumerable<string> MoreOf(OpenDossier open, Fact fact) => fact.BodyCase switch
    {
        Fact.BodyOneofCase.CareTaskChanged => fact.CareTaskChanged.Task.Description.Split('\n'),
        Fact.BodyOneofCase.StayChanged => fact.StayChanged.Stay.Steps.Select(step =>
            $"{Shown.Time(step.At)} {DossierWords.Of(step.State)}, says {open.Names.Of(step.RecordedBy)}" +
            (step.Note.Length > 0 ? $": {step.Note}" : "")),
        Fact.BodyOneofCase.DocumentChanged => fact.DocumentChanged.Document.Versions.Select(version =>
            $"version {version.Version}, {Shown.Time(version.DepositedAt)}, deposited by " +
            $"{open.Names.Of(version.DepositedBy)}  /download #{fact.DocumentChanged.Document.Document}"),
        Fact.BodyOneofCase.FormChanged => FormSheet.Of(fact.FormChanged.Response, open),
        Fact.BodyOneofCase.PlanChanged => PlanSheet.Of(fact.PlanChanged.Plan, open),
        Fact.BodyOneofCase.CircleChanged => fact.CircleChanged.Member.Periods.Select(period =>
            $"from {DossierWords.Day(period.From)}" + (period.To > 0 ? $" to {DossierWords.Day(period.To)}" : "") +
            $", begun by {open.Names.Of(period.BegunBy)}"),
        _ => [],
    };

    private void ForgetOthers(OpenDossier open)
    {
        if (_factsOf != open.Id)
        {
            _facts.Clear();
            _factsOf = open.Id;
            _next = null;
        }
    }

    // The facts behind entries, which are mostly near to each other: by pages, each once.
    private async Task LearnAsync(OpenDossier open, List<ulong> seqs, CancellationToken cancellationToken)
    {
        ForgetOthers(open);
        for (int page = 0; page < PagesMax; page++)
        {
            ulong first = seqs.Where(seq => !_facts.ContainsKey(seq)).DefaultIfEmpty().Min();
            if (first == 0)
            {
                break;
            }

            int limit = seqs.Count == 1 ? 1 : FactsAtOnce;
            ReadHistoryResponse read = await client.ReadHistoryAsync(
                open.Id, after: (long)first - 1, limit: limit, cancellationToken: cancellationToken);
            foreach (Fact fact in read.Facts)
            {
                _facts[fact.Seq] = fact;
            }

            if (read.Facts.Count == 0)
            {
                break;
            }
        }

        await open.Names.LearnAsync(_facts.Values.Select(fact => fact.Author), cancellationToken);
    }

    private Task PlanAsync(string text, CancellationToken cancellationToken) => In(async open =>
    {
        (string first, string folder) = Typed.Split(text);
        if (first == "pdf")
        {
            ReadPlanDocumentResponse made = await client.ReadPlanDocumentAsync(
                open.Id, cancellationToken: cancellationToken);
            string path = await SavedFile.WriteAsync(folder, made.Name, destination =>
                destination.WriteAsync(made.Document.Memory, cancellationToken).AsTask());
            screen.Line(Tone.Notice, $"saved {path}");
            return;
        }

        if (open.View.Plan is not { } plan)
        {
            screen.Line(Tone.Notice, "there is no plan");
            return;
        }

        foreach (string line in PlanSheet.Of(plan, open))
        {
            screen.Line(Tone.Message, $"   {line}");
        }
    });

    private Task DownloadAsync(string text, CancellationToken cancellationToken) => In(async open =>
    {
        DossierDocument? document = Typed.TryNumber(text, out ulong seq, out string folder)
            ? open.View.Documents.FirstOrDefault(each => each.Document == seq)
            : null;
        if (document is null)
        {
            screen.Line(Tone.Warning, "which one? Name one of /documents, as: /download #5");
            return;
        }

        var portion = new Portion(screen, $"saving {document.File.Name}", (long)document.File.Size);
        string path = await SavedFile.WriteAsync(folder, document.File.Name, destination => client.DownloadAsync(
            open.Id, document.Versions[^1].Seq, document.File, destination, portion, cancellationToken));
        screen.Hint("");
        screen.Line(Tone.Notice, $"saved {path}");
    });

    private Task TracesAsync(string text, CancellationToken cancellationToken) => In(async open =>
    {
        ReadTracesResponse page = await client.ReadTracesAsync(
            open.Id, new ReadTracesRequest { Limit = TracesShown }, cancellationToken);
        await open.Names.LearnAsync(
            page.Entries.SelectMany(entry => new[] { entry.Trace.Person, entry.Trace.ActedBy }), cancellationToken);
        foreach (TraceEntry entry in page.Entries)
        {
            AccessTrace trace = entry.Trace;
            string what = trace.Kind == TraceKind.Command
                ? DossierWords.Of((Command.BodyOneofCase)trace.Command)
                : DossierWords.Of(trace.Kind);
            string who = open.Names.Of(trace.Person) +
                (trace.ActedBy.IsEmpty ? "" : $", by {open.Names.Of(trace.ActedBy)} for them");
            screen.Line(
                trace.Outcome == ErrorCode.Unspecified ? Tone.Notice : Tone.Warning,
                $"   {Shown.Time(entry.At)} {who}, {DossierWords.Of(trace.Role)}: {what}" +
                (trace.Reason.Length > 0 ? $", because: {trace.Reason}" : "") +
                (trace.Outcome == ErrorCode.Unspecified ? "" : $", refused: {DossierWords.Of(trace.Outcome)}"));
        }
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
}
