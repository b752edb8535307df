using System.Globalization;

namespace Spico.Load.Reporting;

/// <summary>What a figure of a report is.</summary>
/// <param name="Name">Its name in JSON and in objectives.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Decimals">Decimals worth showing.</param>
/// <param name="IsHigherBetter">Whether more is better.</param>
internal sealed record FigureKind(string Name, string Label, string Unit, int Decimals, bool IsHigherBetter = false)
{
    /// <summary>All there are, in the order reports show them.</summary>
    public static readonly IReadOnlyList<FigureKind> All =
    [
        new("acked", "acked", "/s", 0, true),
        new("delivered", "delivered", "/s", 0, true),
        .. Latency("ack", "send to ack"),
        .. Latency("deliver", "send to delivery"),
        new("lag.p99", "driver's lag p99", "ms", 2),
        new("cpu", "server + store CPU per million deliveries", "s", 1),
        new("cpu.server", "server CPU per million deliveries", "s", 1),
        new("cpu.store", "store CPU per million deliveries", "s", 1),
        new("cpu.driver", "driver CPU per million deliveries", "s", 1),
        new("cores.server", "server", "cores", 2),
        new("cores.store", "store", "cores", 2),
        new("cores.driver", "driver", "cores", 2),
        new("memory.server", "server memory", "MB", 0),
        new("memory.store", "store memory", "MB", 0),
        new("wire", "wire per delivery", "B", 0),
        new("flushes", "flushes per message", "", 3),
        new("allocated", "server allocations per message", "KB", 2),
        new("sessions", "sessions ready", "/s", 0, true),
        new("ready", "all ready", "ms", 0),
        .. Latency("session", "start to ready"),
        new("session.kb", "server memory per session", "KB", 1),
        new("missed", "missed messages per session", "", 0),
        new("cpu.session", "server + store CPU per session", "ms", 2),
        new("newest50", "newest 50", "ms", 2),
        new("back1000", "1,000 back", "ms", 2),
        new("resume1000", "resume 1,000 behind", "ms", 2),
        new("query50", "plain query of 50", "ms", 2),
        new("query1000", "plain query of 1,000", "ms", 2),
        new("newest50.ratio", "newest 50 / plain query", "×", 2),
        new("back1000.ratio", "1,000 back / plain query", "×", 2),
        new("post", "post p50", "ms", 3),
        new("open", "open p50", "ms", 3),
        new("page", "page of 50 p50", "ms", 3),
        new("filled", "stored while filling", "/s", 0, true),
        new("post.growth", "post / at the first size", "×", 2),
        new("open.growth", "open / at the first size", "×", 2),
        new("page.growth", "page / at the first size", "×", 2),
        new("cpu.growth", "CPU per post / at the first size", "×", 2),
        new("inserted", "inserted", "/s", 0, true),
        new("recovery", "until every conversation answers", "ms", 0),
        new("recovery.p50", "half of those that stopped", "ms", 0),
        new("recovery.stopped", "conversations that stopped", "", 0),
        new("import", "import", "ms", 0),
        new("import.rows", "rows imported", "/s", 0, true),
        new("import.memory", "memory of the import", "MB", 0),
        new("synthesis", "synthesis as PDF, downloaded", "ms", 0),
        new("synthesis.html", "synthesis as a page, downloaded", "ms", 0),
        new("synthesis.size", "PDF", "MB", 1),
        new("synthesis.memory", "memory more than before", "MB", 0),
        new("searches", "searches one after the other", "/s", 0, true),
        .. Latency("search", "search"),
        new("search.p95", "search p95", "ms", 2),
        new("search.first", "first search, indexing all", "ms", 0),
        .. from kind in (string[])
           ["often", "page", "beginning", "seldom", "words", "one", "none", "author", "time", "within"]
           select new FigureKind($"search.{kind}.p95", $"search: {kind} p95", "ms", 2),
        .. from kind in (string[])["name", "names", "near", "department", "town", "specialty", "structure", "both"]
           select new FigureKind($"search.{kind}.p95", $"search by {kind} p95", "ms", 2),
        .. Latency("cold", "opening a dossier cold"),
        new("cold.p95", "opening a dossier cold p95", "ms", 2),
        new("cold.growth", "opening cold / in the small store", "×", 2),
        .. Latency("add", "adding a fact to a dossier"),
        new("add.p95", "adding a fact to a dossier p95", "ms", 2),
        new("add.growth", "adding a fact / in the small store", "×", 2),
        .. Latency("board", "board across dossiers"),
        new("board.p95", "board across dossiers p95", "ms", 2),
        .. Latency("dashboard", "dashboard"),
        new("dashboard.p95", "dashboard p95", "ms", 2),
        new("files", "files that came back whole", "/s", 0, true),
        new("uploaded", "uploaded", "MB/s", 1, true),
        new("downloaded", "downloaded", "MB/s", 1, true),
        .. Latency("visible", "upload to shown"),
        new("memory.peak", "server memory at most", "MB", 0),
    ];

    private static readonly Dictionary<string, FigureKind> ByName =
        All.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kind of a name; one that is not known shows as it is.</summary>
    public static FigureKind Of(string name) => ByName.GetValueOrDefault(name) ?? new FigureKind(name, name, "", 2);

    /// <summary>The names that a figure's short name may stand for: <c>p99</c> is that of deliveries first.</summary>
    public static IEnumerable<string> Meanings(string name) =>
        [name, $"deliver.{name}", $"ack.{name}", $"session.{name}", $"search.{name}", $"visible.{name}"];

    /// <summary>Where it stands in <see cref="All"/>.</summary>
    public static int Rank(string name)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (All[i].Name == name)
            {
                return i;
            }
        }

        return All.Count;
    }

    /// <summary>A value with as many decimals as it is worth, without its unit.</summary>
    public string Show(double value)
    {
        int decimals = Unit == "ms" && Math.Abs(value) >= 100 ? 0 : Decimals;
        return value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>A value with its unit.</summary>
    public string ShowWithUnit(double value) => Unit switch
    {
        "" or "×" or "/s" => Show(value) + Unit,
        _ => $"{Show(value)} {Unit}",
    };

    private static IEnumerable<FigureKind> Latency(string name, string label) =>
        from percentile in Measuring.Percentile.Figures
        select new FigureKind($"{name}.{percentile.Name}", $"{label} {percentile.Name}", "ms", 2);
}
