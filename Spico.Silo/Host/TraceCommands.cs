using System.CommandLine;
using Microsoft.Extensions.Hosting;
using Spico.Silo.Storage.PostgreSql;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;
using Spico.Silo.Traces;
using Spico.Silo.Traces.Checkpoints;
using Spico.Silo.Traces.Verification;

namespace Spico.Silo.Host;

/// <summary>
/// <c>spico traces</c>: verifies, beside a running server or not, that nobody has changed who saw and changed dossiers.
/// </summary>
internal static class TraceCommands
{
    private const int FindingsShown = 100;

    public static Command Create(Argument<string[]> settings)
    {
        var verify = new Command("verify", "Looks at every trace, against the signed checkpoints.") { settings };
        verify.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(settings) ?? [], cancellation));
        return new Command("traces", "The traces of who saw and changed dossiers.") { verify };
    }

    private static async Task<int> RunAsync(string[] settings, CancellationToken cancellation)
    {
        HostApplicationBuilder builder = Defaults.CreateToolBuilder(settings);
        HostSettings chosen =
            HostSettings.From(HostRole.All, builder.Environment.EnvironmentName, builder.Configuration);
        try
        {
            TraceVerifier verified = await VerifyAsync(chosen.Silo, chosen.Traces, cancellation);
            foreach (TraceFinding finding in verified.Findings.Take(FindingsShown))
            {
                await Console.Out.WriteLineAsync($"{finding.Where} {finding.Number} {finding.Fault}");
            }

            await Console.Out.WriteLineAsync(
                $"{verified.Traces} traces in {verified.Streams} streams, {verified.Checkpoints} checkpoints, " +
                $"{verified.Findings.Count} findings" +
                (verified.Purged == 0 ? string.Empty : $", {verified.Purged} streams purged"));
            return verified.Findings.Count == 0 ? 0 : 1;
        }
        catch (Exception exception) when (exception is StoreRefusedException or StoreException or IOException
            or UnauthorizedAccessException or SealBrokenException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }
    }

    private static async Task<TraceVerifier> VerifyAsync(
        SiloOptions silo, TraceOptions traces, CancellationToken cancellation)
    {
        using TraceKey key = TraceKey.PublicOfFolder(traces.KeysFolder);
        using var master = MasterKey.Load(StoreFiles.MasterKeyOf(silo), createWhenAbsent: false);
        await using ILogStore store = silo.UsesPostgreSql
            ? new PostgreSqlLogStore(new PostgreSqlLogOptions { ConnectionString = silo.ConnectionString })
            : new SqliteLogStore(new SqliteLogOptions { Path = StoreFiles.LogOf(silo) });
        StoreIdentity identity = await store.OpenAsync(cancellation);
        var verifier = new TraceVerifier(store, master, identity.Epoch);
        await verifier.RunAsync(new CheckpointFolder(traces.CheckpointFolder), key, cancellation);
        return verifier;
    }
}
