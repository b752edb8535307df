using System.Net;
using Spico.Silo.Settings;

namespace Spico.Silo.Host;

/// <summary>What a process refuses to run with. Each refusal says what to set.</summary>
internal static class StartRules
{
    /// <summary>Everything wrong with the settings, so that nobody mends them one restart at a time.</summary>
    public static List<string> Check(HostSettings settings)
    {
        List<string> refusals = [.. Always(settings)];
        if (settings.IsProduction)
        {
            refusals.AddRange(InProduction(settings));
        }

        return refusals;
    }

    private static IEnumerable<string> Always(HostSettings settings)
    {
        if (settings.Spico.Mode.ToLowerInvariant() is not ("" or "development" or "production"))
        {
            yield return "Spico:Mode must be development or production.";
        }

        foreach (string wrong in settings.Unreadable.Concat(OutOfRange(settings)))
        {
            yield return wrong;
        }

        SiloOptions silo = settings.Silo;
        if (silo.Store is not (SiloOptions.SqliteStore or SiloOptions.PostgreSqlStore))
        {
            yield return "Spico:Silo:Store must be sqlite or postgresql.";
        }

        // A session lives as long as its token: a revocation forgotten before would bring it back.
        if (settings.HasSilo && settings.Accounts.RevocationsKept < settings.Accounts.TokenLifetime)
        {
            yield return "Spico:Accounts:RevocationsKept must be at least Spico:Accounts:TokenLifetime.";
        }

        bool needsDatabase = silo.UsesPostgreSql || silo.IsClustered;
        if (needsDatabase && silo.ConnectionString.Length == 0)
        {
            yield return "Spico:Silo:ConnectionString must say how to reach PostgreSQL.";
        }

        if (settings.HasSilo && silo.IsClustered && !silo.UsesPostgreSql)
        {
            yield return "A cluster keeps its log in PostgreSQL: set Spico:Silo:Store to postgresql.";
        }

        // Each silo on a folder of its own would find half of the files, and sweep the other half away.
        if (settings.HasSilo && silo.IsClustered && settings.Files.Folder.Length == 0)
        {
            yield return "The silos of a cluster keep files in one folder: set Spico:Files:Folder to it.";
        }

        foreach ((string name, DoorOptions door) in settings.OpenDoors)
        {
            if (!IPAddress.TryParse(door.Address, out _))
            {
                yield return $"Spico:Doors:{name}:Address must be an IP address.";
            }

            if (door.IsSecure && !File.Exists(door.CertificateFile))
            {
                yield return $"Spico:Doors:{name}:CertificateFile names a file that is not there.";
            }
        }

        if (settings.HasGateway && settings.Doors.Text is { IsOpen: true } text && !IsLoopback(text.Address))
        {
            yield return "The text line stays on loopback: set Spico:Doors:Text:Address to 127.0.0.1, " +
                "or Spico:Doors:Text:IsOpen to false.";
        }
    }

    private static IEnumerable<string> InProduction(HostSettings settings)
    {
        if (settings.Spico.Demo)
        {
            yield return "Demo accounts have a password everybody knows: set Spico:Demo to false.";
        }

        if (settings.HasGateway && settings.Doors.Text.IsOpen)
        {
            yield return "The text line signs people in without TLS, for development only: " +
                "set Spico:Doors:Text:IsOpen to false.";
        }

        if (settings.HasSilo && IsInside(settings.Silo.KeysFolderInForce, settings.Silo.DataFolder))
        {
            yield return "The master key must not lie beside what it protects: set Spico:Silo:KeysFolder to a folder " +
                $"outside the data folder {Path.GetFullPath(settings.Silo.DataFolder)}.";
        }

        if (settings.HasSilo && IsInside(settings.Accounts.KeysFolder, settings.Silo.DataFolder)
            && settings.Accounts.KeysFolder != settings.Silo.KeysFolderInForce)
        {
            yield return "The token issuer's key must not lie in the data folder: set Spico:Accounts:KeysFolder to a " +
                "folder outside it.";
        }

        if (settings.HasSilo && IsInside(settings.Traces.CheckpointFolder, settings.Silo.DataFolder)
            && !IsInside(settings.Silo.KeysFolderInForce, settings.Silo.DataFolder))
        {
            yield return "The checkpoints of traces must not lie beside what they attest: set " +
                "Spico:Traces:CheckpointFolder to a folder outside the data folder.";
        }

        foreach ((string name, DoorOptions door) in settings.OpenDoors)
        {
            if (!door.IsSecure && !IsLoopback(door.Address))
            {
                yield return $"The {name} door listens on {door.Address} without TLS: set " +
                    $"Spico:Doors:{name}:CertificateFile, or Spico:Doors:{name}:Address to 127.0.0.1 behind a proxy " +
                    "that speaks TLS.";
            }
        }
    }

    private static IEnumerable<string> OutOfRange(HostSettings settings) =>
    [
        .. OptionRanges.Check(settings.Spico, "Spico"),
        .. OptionRanges.Check(settings.Silo, "Spico:Silo"),
        .. settings.Doors.All().SelectMany(each => OptionRanges.Check(each.Door, $"Spico:Doors:{each.Name}")),
        .. settings.HasSilo ? OptionRanges.Check(settings.Accounts, "Spico:Accounts") : [],
        .. settings.HasSilo ? OptionRanges.Check(settings.Files, "Spico:Files") : [],
        .. settings.HasSilo ? OptionRanges.Check(settings.Traces, "Spico:Traces") : [],
    ];

    private static bool IsLoopback(string address) =>
        IPAddress.TryParse(address, out IPAddress? parsed) && IPAddress.IsLoopback(parsed);

    private static bool IsInside(string folder, string outer)
    {
        string inner = Resolved(folder);
        string fence = Resolved(outer);
        return inner == fence || inner.StartsWith(fence + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    /// <summary>The path as the system sees it, links followed: a link to the data folder is the data folder.</summary>
    private static string Resolved(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string? parent = Path.GetDirectoryName(full);
        if (parent is null)
        {
            return full;
        }

        var here = new DirectoryInfo(Path.Combine(Resolved(parent), Path.GetFileName(full)));
        return here.LinkTarget is null
            ? here.FullName
            : here.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here.FullName;
    }
}
