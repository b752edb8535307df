using System.Data.Common;
using Spico.Silo.Professionals;
using Spico.Silo.Professionals.Import;
using Spico.Silo.Professionals.Stores;
using Spico.Silo.Streams;
using Spico.Testing;
using Spico.Testing.Directories;

namespace Spico.Silo.Tests.Professionals;

/// <summary>What an import does, whatever the store.</summary>
public abstract partial class DirectoryConformance : IAsyncLifetime
{
    private readonly TestFolder _folder = TestFolder.Create("directory");
    private readonly DirectoryOptions _options = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private protected abstract IDirectoryStore Store { get; }

    protected string Folder => _folder.Path;

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_directory_is_what_its_extract_says()
    {
        ImportOutcome outcome = await ImportAsync(new SyntheticExtract(800));

        Assert.Equal(ImportState.InUse, outcome.State);
        Assert.Equal((800, 500), (outcome.Record.Rows, outcome.Record.People));
        Assert.Equal(0, outcome.Record.Findings);
        Assert.Equal(outcome.Record.Id, (await RecordsAsync()).InUse?.Id);
        Assert.Null((await RecordsAsync()).Draft);
        Assert.Equal(500, await CountAsync("SELECT count(*) FROM directory_person WHERE is_listed = 1"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM directory_practice WHERE department = 0"));
    }

    [Fact]
    public async Task The_same_extract_again_changes_nothing()
    {
        Guid first = (await ImportAsync(new SyntheticExtract(80))).Record.Id;

        ImportOutcome again = await ImportAsync(new SyntheticExtract(80));

        Assert.Equal((ImportState.Unchanged, first), (again.State, again.Record.Id));
        Assert.Equal(first, (await RecordsAsync()).InUse?.Id);
    }

    [Fact]
    public async Task An_extract_that_leaves_out_more_than_5_percent_is_held()
    {
        Guid first = (await ImportAsync(new SyntheticExtract(800))).Record.Id;

        ImportOutcome held = await ImportAsync(Without(26));
        Assert.Equal((ImportState.Held, 26), (held.State, held.Record.VanishedPeople));
        Assert.Equal((first, held.Record.Id), await IdsAsync());

        ImportOutcome taken = await ImportAsync(Without(25));
        Assert.Equal((ImportState.InUse, 25), (taken.State, taken.Record.VanishedPeople));
        Assert.Equal((taken.Record.Id, null), await IdsAsync());
    }

    [Fact]
    public async Task A_held_extract_is_put_in_use_or_thrown_away_when_a_person_says_so()
    {
        Guid first = (await ImportAsync(new SyntheticExtract(800))).Record.Id;
        ImportOutcome held = await ImportAsync(Without(100));
        Assert.Equal(held.Record.Id, (await RecordsAsync()).Draft?.Id);
        await Store.DiscardAsync(Stopping);
        Assert.Equal((first, null), await IdsAsync());
        Assert.False(await Store.PutInUseAsync(DateTimeOffset.UtcNow, Stopping));

        held = await ImportAsync(Without(100));
        Assert.True(await Store.PutInUseAsync(DateTimeOffset.UtcNow, Stopping));

        Assert.Equal((held.Record.Id, null), await IdsAsync());
        Assert.Equal(400, await CountAsync("SELECT count(*) FROM directory_person WHERE is_listed = 1"));
        Assert.Equal(100, await CountAsync("SELECT count(*) FROM directory_person WHERE is_listed = -1"));
    }

    [Fact]
    public async Task An_identifier_given_to_somebody_else_holds_the_import()
    {
        await ImportAsync(new SyntheticExtract(80));
        string file = await SaveAsync(new SyntheticExtract(80));
        SyntheticPerson person = new SyntheticExtract(80).Person(0);
        string text = await File.ReadAllTextAsync(file, Stopping);
        string name = $"|{person.Family.ToUpperInvariant()}|{person.Given}|";
        string married = text.Replace(name, $"|NOUVEAU|{person.Given}|", StringComparison.Ordinal);
        string other = text.Replace(name, "|AUTRE|Personne|", StringComparison.Ordinal);

        Assert.Equal(ImportState.InUse, (await ImportAsync(await WriteAsync(married))).State);
        ImportOutcome outcome = await ImportAsync(await WriteAsync(other));

        Assert.Equal((ImportState.Held, 1), (outcome.State, outcome.Record.Renamed));
    }

    [Fact]
    public async Task An_older_extract_is_held()
    {
        await ImportAsync(new SyntheticExtract(80), "PS_LibreAcces_Personne_activite_202611250830.txt");

        ImportOutcome outcome = await ImportAsync(
            new SyntheticExtract(88), "PS_LibreAcces_Personne_activite_202611240830.txt");

        Assert.Equal(ImportState.Held, outcome.State);
        Assert.Contains("older", Assert.Single(outcome.Record.HeldFor));
    }

    [Fact]
    public async Task A_file_that_is_refused_half_way_leaves_the_directory_as_it_was()
    {
        Guid first = (await ImportAsync(new SyntheticExtract(80))).Record.Id;
        string text = await File.ReadAllTextAsync(await SaveAsync(new SyntheticExtract(160)), Stopping);

        ExtractRefusedException refused = await Assert.ThrowsAsync<ExtractRefusedException>(
            async () => await ImportAsync(await WriteAsync(text[..^100])));

        Assert.Equal(161, refused.Line);
        Assert.Equal((first, null), await IdsAsync());
        Assert.Equal(ImportState.InUse, (await ImportAsync(new SyntheticExtract(88))).State);
    }

    [Fact]
    public async Task An_import_that_falls_half_way_leaves_the_directory_as_it_was_and_the_next_begins_again()
    {
        Guid first = (await ImportAsync(new SyntheticExtract(80))).Record.Id;
        await using (IDirectoryDraft fallen = await Store.BeginAsync(Stopping))
        {
            StoreRefusedException busy = await Assert.ThrowsAsync<StoreRefusedException>(
                () => Store.BeginAsync(Stopping));
            Assert.Contains("running", busy.Message);
            await fallen.BuildAsync([], new Findings(0), Stopping);
        }

        Assert.Equal((first, null), await IdsAsync());
        Assert.False(await Store.PutInUseAsync(DateTimeOffset.UtcNow, Stopping));
        Assert.Equal(ImportState.InUse, (await ImportAsync(new SyntheticExtract(88))).State);
    }

    [Fact]
    public async Task What_is_wrong_with_rows_is_told_by_line_and_column_and_kept()
    {
        string[] lines = await File.ReadAllLinesAsync(await SaveAsync(new SyntheticExtract(8)), Stopping);
        lines[1] = Changed(lines[1], "Identification nationale PP", "810000000018");
        lines[3] = Changed(lines[3], "Numéro FINESS site", "310000002");
        lines[5] = Changed(lines[5], "Nom d'exercice", "AUTRE");
        lines[7] = Changed(lines[7], "Code profession", "");
        ImportOutcome outcome = await ImportAsync(await WriteAsync(string.Join('\n', lines) + "\n"));

        (long, string)[] expected =
        [
            (2, "Identification nationale PP"), (4, "Numéro FINESS site"), (6, "Nom d'exercice"),
            (8, "Code profession"),
        ];
        Assert.Equal(expected, outcome.Findings.Select(each => (each.Line, each.Column)).Order());
        Assert.Equal((2, 4), (outcome.Record.LeftOut, outcome.Record.Findings));
        Assert.Equal(outcome.Findings.OrderBy(each => each.Line), await Store.ReadFindingsAsync(false, Stopping));
        Assert.Equal(4, outcome.Record.People);
    }

    private static SyntheticExtract Without(int gone) => new(800) { IsLeftOut = person => person < gone };

    private static string Changed(string line, string column, string value)
    {
        string[] fields = line.Split('|');
        fields[ExtractColumns.IndexOf(column)] = value;
        return string.Join('|', fields);
    }

    private Task<(ImportRecord? InUse, ImportRecord? Draft)> RecordsAsync() => Store.ReadRecordsAsync(Stopping);

    private async Task<(Guid? InUse, Guid? Draft)> IdsAsync()
    {
        (ImportRecord? inUse, ImportRecord? draft) = await RecordsAsync();
        return (inUse?.Id, draft?.Id);
    }

    private async Task<ImportOutcome> ImportAsync(SyntheticExtract extract, string name = "extract.txt") =>
        await ImportAsync(await SaveAsync(extract, name));

    private Task<ImportOutcome> ImportAsync(string file) =>
        new DirectoryImport(Store, _options, TimeProvider.System).RunAsync(file, null, Stopping);

    private async Task<string> SaveAsync(SyntheticExtract extract, string name = "extract.txt")
    {
        string file = _folder.File(name);
        await extract.SaveAsync(file, Stopping);
        return file;
    }

    private async Task<string> WriteAsync(string text)
    {
        string file = _folder.File("written.txt");
        await File.WriteAllTextAsync(file, text, Stopping);
        return file;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using DbConnection? connection = await Store.OpenAsync();
        await foreach (DbDataReader row in DirectorySql.ReadAsync(connection!, sql, Stopping))
        {
            return row.GetInt64(0);
        }

        return -1;
    }
}
