using Microsoft.Data.Sqlite;
using Npgsql;
using Spico.Silo.Storage.Migrations;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Log;

public sealed class MigrationsTests : IDisposable
{
    private readonly TestFolder _folder = TestFolder.Create("migrations");

    public static TheoryData<string> Sets => [.. Enum.GetNames<MigrationSet>()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task Migrations_are_safe_to_run_twice_and_at_once(string name)
    {
        (MigrationSet set, string database) = await PlaceAsync(name);
        IReadOnlyList<string>[] applied = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => ApplyAsync(set, database))));
        Assert.Equal(MigrationScript.Of(set).Select(script => script.Name), applied.SelectMany(names => names));
        Assert.Empty(await ApplyAsync(set, database));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task A_changed_or_unknown_or_late_script_is_refused(string name)
    {
        (MigrationSet set, string database) = await PlaceAsync(name);
        MigrationScript one = new("0001-one", "CREATE TABLE one (a integer)");
        MigrationScript two = new("0002-two", "CREATE TABLE two (a integer)");
        Assert.Equal(["0001-one"], await ApplyAsync(set, database, one));
        StoreRefusedException changed = await Assert.ThrowsAsync<StoreRefusedException>(
            () => ApplyAsync(set, database, one with { Sql = one.Sql + " " }, two));
        Assert.Contains("0001-one", changed.Message, StringComparison.Ordinal);
        Assert.Equal(["0002-two"], await ApplyAsync(set, database, one, two));
        await Assert.ThrowsAsync<StoreRefusedException>(() => ApplyAsync(set, database, one));
        await Assert.ThrowsAsync<StoreRefusedException>(
            () => ApplyAsync(set, database, one, new MigrationScript("0001-z", "SELECT 1"), two));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task A_script_that_fails_leaves_nothing(string name)
    {
        (MigrationSet set, string database) = await PlaceAsync(name);
        MigrationScript one = new("0001-one", "CREATE TABLE one (a integer)");
        MigrationScript bad = new("0002-bad", "CREATE TABLE two (a integer); INSERT INTO nowhere VALUES (1)");
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => ApplyAsync(set, database, one, bad));
        Assert.True(failure is PostgresException or SqliteException, failure.ToString());
        Assert.Equal(
            ["0001-one", "0002-bad"],
            await ApplyAsync(set, database, one, bad with { Sql = "CREATE TABLE two (a integer)" }));
    }

    private static Task<IReadOnlyList<string>> ApplyAsync(
        MigrationSet set, string database, params MigrationScript[] scripts) => scripts.Length == 0
        ? SqlMigrations.ApplyAsync(set, database, TestContext.Current.CancellationToken)
        : SqlMigrations.ApplyAsync(set, database, scripts, TestContext.Current.CancellationToken);

    private async Task<(MigrationSet Set, string Database)> PlaceAsync(string name)
    {
        MigrationSet set = Enum.Parse<MigrationSet>(name);
        return (set, set == MigrationSet.PostgreSql
            ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("migrations")
            : SqliteFile.ConnectionString(_folder.File($"{Guid.NewGuid():N}.db")));
    }
}
