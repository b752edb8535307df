using Spico.Testing;

namespace Spico.Scenarios.Tests;

/// <summary>
/// Chat replayed through real clients of the public SDK, by the tool that ships, in a process of its own: once in
/// peace, and once with its server killed in the middle. Its verdict is computed from what receivers saw.
/// </summary>
public sealed class ReplayTests
{
    public static readonly TheoryData<string, Store> EveryDoorOnEveryStore = new(
        from door in new[] { "ws", "tcp", "grpc" }
        from store in Enum.GetValues<Store>()
        select new TheoryDataRow<string, Store>(door, store));

    [Theory, MemberData(nameof(EveryDoorOnEveryStore))]
    public async Task Every_member_sees_every_message_once_in_one_order(string door, Store store) =>
        await PassesAsync(door, store);

    [Theory, MemberData(nameof(EveryDoorOnEveryStore))]
    public async Task Also_with_the_server_killed_in_the_middle(string door, Store store) =>
        await PassesAsync(door, store, "--kill");

    private static async Task PassesAsync(string door, Store store, params string[] more)
    {
        List<string> arguments =
        [
            "replay", Repository.Path("bench", "samples", "chat"), "--conversations", "1",
            "--door", door, .. more,
        ];
        if (store == Store.PostgreSql)
        {
            string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("replay");
            arguments.AddRange(["--store", "postgres", "--connection", database]);
        }

        string output = await ChildProcess.RunAsync(Tool(), [.. arguments]);
        Assert.EndsWith("passed", output.TrimEnd(), StringComparison.Ordinal);
    }

    private static string Tool() => Repository.Path(
        "bench", "Spico.Load", "bin", Path.GetFileName(Path.GetDirectoryName(
            AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!), "net10.0", "Spico.Load");
}
