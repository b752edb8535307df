using System.CommandLine;
using System.Globalization;
using Spico.Silo.Professionals;
using Spico.Silo.Professionals.Import;
using Spico.Silo.Professionals.Stores;
using Spico.Silo.Settings;
using Spico.Silo.Storage.Migrations;
using Spico.Silo.Streams;

namespace Spico.Silo.Host;

/// <summary>
/// <c>spico directory</c>: imports an extract of the country's professionals, beside a running server or not; shows
/// what is in use and what waits; approves or rejects an import that was held.
/// </summary>
internal static class DirectoryCommands
{
    private const int FindingsShown = 20;

    private static readonly Argument<FileInfo> File = new("file")
    {
        Description = "The extract PS_LibreAcces_Personne_activite, unpacked.",
    };

    private static readonly Option<bool> Findings = new("--findings")
    {
        Description = "Lists what was found wrong with rows, by line and column.",
    };

    public static Command Create(Argument<string[]> settings)
    {
        var import = new Command("import", "Imports an extract: all of it or nothing.") { File, settings };
        import.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(settings),
            (store, options) => ImportAsync(store, options, parsed.GetValue(File)!.FullName, cancellation)));
        var status = new Command("status", "Says what is in use and what waits for approval.") { Findings, settings };
        status.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(settings),
            (store, _) => ShowAsync(store, parsed.GetValue(Findings), cancellation)));
        var approve = new Command("approve", "Puts the import that waits in use.") { settings };
        approve.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(settings), (store, _) => ApproveAsync(store, cancellation)));
        var reject = new Command("reject", "Throws the import that waits away.") { settings };
        reject.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(settings), (store, _) => RejectAsync(store, cancellation)));
        return new Command("directory", "The directory of professionals.") { import, status, approve, reject };
    }

    private static async Task<int> ImportAsync(
        IDirectoryStore store, DirectoryOptions options, string path, CancellationToken cancellation)
    {
        var import = new DirectoryImport(store, options, TimeProvider.System);
        var progress = new Lines();
        ImportOutcome outcome = await import.RunAsync(path, progress, cancellation);
        await SayAsync(outcome.State switch
        {
            ImportState.InUse => "in use",
            ImportState.Held => "waits for approval: spico directory approve, or reject",
            _ => "unchanged: this extract is in use already",
        });
        await DescribeAsync(outcome.Record);
        await DescribeAsync(outcome.Findings, outcome.Record.Findings, FindingsShown);
        return outcome.State == ImportState.Held ? 2 : 0;
    }

    private static async Task<int> ShowAsync(IDirectoryStore store, bool findings, CancellationToken cancellation)
    {
        (ImportRecord? inUse, ImportRecord? draft) = await store.ReadRecordsAsync(cancellation);
        await ShowAsync("in use", store, inUse, ofDraft: false, findings, cancellation);
        await ShowAsync("waits for approval", store, draft, ofDraft: true, findings, cancellation);
        return 0;
    }

    private static async Task ShowAsync(
        string what,
        IDirectoryStore store,
        ImportRecord? record,
        bool ofDraft,
        bool findings,
        CancellationToken cancellation)
    {
        await SayAsync(record is null ? $"{what}: none" : what);
        if (record is not null)
        {
            await DescribeAsync(record);
            if (findings)
            {
                List<Finding> found = await store.ReadFindingsAsync(ofDraft, cancellation);
                await DescribeAsync(found, record.Findings, found.Count);
            }
        }
    }

    private static async Task<int> ApproveAsync(IDirectoryStore store, CancellationToken cancellation)
    {
        bool isDone = await store.PutInUseAsync(TimeProvider.System.GetUtcNow(), cancellation);
        await SayAsync(isDone ? "in use" : "Nothing waits for approval.");
        return isDone ? 0 : 1;
    }

    private static async Task<int> RejectAsync(IDirectoryStore store, CancellationToken cancellation)
    {
        await store.DiscardAsync(cancellation);
        await SayAsync("Nothing waits any more.");
        return 0;
    }

    private static async Task DescribeAsync(ImportRecord record)
    {
        await SayAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"  {record.File}, imported {record.ImportedAt:u}: {record.People} people, {record.Structures} " +
            $"structures, {record.Practices} practices of {record.Rows} rows, {record.LeftOut} left out"));
        await SayAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"  vanished: {record.VanishedPeople} people, {record.VanishedStructures} structures; " +
            $"renamed: {record.Renamed}; findings: {record.Findings}"));
        foreach (string reason in record.HeldFor)
        {
            await SayAsync($"  held: {reason}");
        }
    }

    private static async Task DescribeAsync(IReadOnlyList<Finding> findings, long count, int shown)
    {
        foreach (Finding finding in findings.Take(shown))
        {
            await SayAsync(string.Create(
                CultureInfo.InvariantCulture, $"  line {finding.Line}, {finding.Column}: {finding.Reason}"));
        }

        if (count > Math.Min(shown, findings.Count))
        {
            await SayAsync(string.Create(
                CultureInfo.InvariantCulture, $"  and {count - Math.Min(shown, findings.Count)} more"));
        }
    }

    private static async Task<int> RunAsync(
        string[]? settings, Func<IDirectoryStore, DirectoryOptions, Task<int>> work)
    {
        HostApplicationBuilder builder = Defaults.CreateToolBuilder(settings ?? []);
        HostSettings chosen =
            HostSettings.From(HostRole.All, builder.Environment.EnvironmentName, builder.Configuration);
        var options = new DirectoryOptions();
        builder.Configuration.GetSection("Spico:Directory").Bind(options);
        if (OptionRanges.Check(options, "Spico:Directory") is { Count: > 0 } refusals)
        {
            return await ServerProcess.RefuseAsync(refusals);
        }

        IDirectoryStore store = SpicoSilo.CreateDirectoryStore(chosen.Silo);
        try
        {
            if (chosen.Silo.UsesPostgreSql)
            {
                await SqlMigrations.ApplyAsync(
                    MigrationSet.PostgreSql, chosen.Silo.ConnectionString, CancellationToken.None);
            }

            return await work(store, options);
        }
        catch (Exception exception) when (exception is ExtractRefusedException or StoreRefusedException
            or StoreException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
        finally
        {
            if (store is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
        }
    }

    private static Task SayAsync(string line) => Console.Out.WriteLineAsync(line);

    /// <summary>Progress in the order it is made.</summary>
    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
