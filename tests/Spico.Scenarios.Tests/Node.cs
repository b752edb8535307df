using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

/// <summary>
/// The servers of the scenarios: one a store, started at first use and shared by all that neither stop it nor change
/// its settings.
/// </summary>
internal static class Node
{
    /// <summary>How long the shared server does not tell again how far somebody is.</summary>
    public static readonly TimeSpan MarkPushInterval = TimeSpan.FromMilliseconds(200);

    private static readonly Dictionary<Store, Lazy<Task<SpicoNode>>> Shared = Enum.GetValues<Store>()
        .ToDictionary(store => store, store => new Lazy<Task<SpicoNode>>(() => StartAsync(store, Hurried)));

    // What people wait for in seconds or minutes, scenarios wait for in moments.
    private static readonly Dictionary<string, string> Hurried = new()
    {
        ["Spico:Streams:MarkPushInterval"] = MarkPushInterval.ToString(),
        ["Spico:Streams:InboxPushInterval"] = "00:00:00.05",
        ["Spico:Urgencies:EscalateAfterMin"] = "00:00:00.05",
        ["Spico:Traces:GatewayCheckInterval"] = "00:00:01",
    };

    /// <summary>A clinic of its own on the shared server.</summary>
    public static async Task<Clinic> Clinic(Way way, Store store) => new(await SharedAsync(store), way);

    /// <summary>The shared server.</summary>
    public static Task<SpicoNode> SharedAsync(Store store) => Shared[store].Value;

    /// <summary>A server of the test's own.</summary>
    public static async Task<SpicoNode> StartAsync(Store store, IReadOnlyDictionary<string, string>? settings = null) =>
        await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            Name = $"spico on {store}",
            Store = store,
            ConnectionString = store == Store.PostgreSql
                ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("scenario")
                : null,
            Settings = settings ?? new Dictionary<string, string>(),
        });
}
