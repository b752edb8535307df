using System.CommandLine;
using Spico.Load.Driving;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Load.Workloads;
using Spico.Peers;

namespace Spico.Load.Verbs;

/// <summary>
/// <c>peers NAMES</c>: the same workload and driver on several servers, one after the other, repeated.
/// </summary>
internal sealed class PeersCommand
{
    private static readonly string[] WorkloadNames =
        ["care-teams", "big-room", "idle", "reconnect-storm", "raw-inserts"];

    private readonly MeasureArguments _measure = new(repeats: 3);
    private readonly Option<string[]> _loads = LoadShapeOption.Create("closed/1 closed/4 open/500 open/2000 open/5000");

    private readonly Argument<string[]> _names = new("names")
    {
        Description = "What to compare. Without names: spico-postgres and every peer installed.",
        DefaultValueFactory = _ => [.. SubjectCatalog.Default],
    };

    private readonly Option<string[]> _workloads = new("--workloads")
    {
        Description = string.Join(", ", WorkloadNames) + ".",
        DefaultValueFactory = _ => ["care-teams"],
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _conversations = new("--conversations")
    {
        Description = "Conversations of the care teams, of 8 members each.",
        DefaultValueFactory = _ => 200,
    };

    private readonly Option<int> _room = new("--room")
    {
        Description = "Members of the big room.",
        DefaultValueFactory = _ => 1000,
    };

    private readonly Option<int> _idle = new("--idle-sessions")
    {
        Description = "Idle sessions.",
        DefaultValueFactory = _ => 10_000,
    };

    private readonly Option<int> _storm = new("--storm-sessions")
    {
        Description = "Sessions of the reconnect storm.",
        DefaultValueFactory = _ => 2000,
    };

    private readonly Option<bool> _list = new("--list") { Description = "Lists what there is, and ends." };

    private readonly Option<bool> _install = new("--install")
    {
        Description = "Installs the Debian packages that named peers lack (root or sudo); starts no service.",
    };

    private PeersCommand()
    {
        _workloads.AcceptOnlyFromAmong(WorkloadNames);
        _names.Validators.Add(result =>
        {
            foreach (string name in result.Tokens.Select(token => token.Value))
            {
                if (SubjectCatalog.Find(name) is null)
                {
                    result.AddError($"'{name}' is not known; --list tells what is.");
                }
            }
        });
    }

    public static Command Create()
    {
        var peers = new PeersCommand();
        var command = new Command("peers", "The same workload and driver on several servers, interleaved.")
        {
            peers._names, peers._workloads, peers._loads, peers._conversations, peers._room, peers._idle,
            peers._storm, peers._list, peers._install,
        };
        foreach (Option option in peers._measure.All)
        {
            command.Add(option);
        }

        command.SetAction(peers.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_list))
        {
            List();
            return 0;
        }

        string[] names = parsed.GetValue(_names) ?? [];
        if (!await AreInstalledAsync(names, parsed.GetValue(_install), cancellationToken))
        {
            return 1;
        }

        string[] workloads = parsed.GetValue(_workloads) ?? [];
        RunReport report = await _measure.BeginAsync(parsed, "peers", new Dictionary<string, object>
        {
            ["subjects"] = string.Join(' ', names),
            ["conversations"] = parsed.GetValue(_conversations),
            ["room"] = parsed.GetValue(_room),
            ["idleSessions"] = parsed.GetValue(_idle),
            ["stormSessions"] = parsed.GetValue(_storm),
        });
        var campaign = new Campaign(
            [.. names.Select(name => SubjectCatalog.Find(name)!)],
            [.. workloads.Where(name => name != "raw-inserts").Select(name => Workload(parsed, name))],
            _measure.Settings(parsed),
            _measure.Repeats(parsed));
        await campaign.RunAsync(report, cancellationToken);
        if (workloads.Contains("raw-inserts"))
        {
            await StoreReferences.RunAsync(
                report, _measure.Settings(parsed).Duration, _measure.Repeats(parsed), cancellationToken);
        }

        return _measure.Conclude(parsed, report);
    }

    private IWorkload Workload(ParseResult parsed, string name) => name switch
    {
        "big-room" => new RoomsWorkload(
            name, new PeerPlan(1, parsed.GetValue(_room)), [LoadShape.Open(20), LoadShape.Closed(8)]),
        "idle" => new IdleWorkload(new PeerPlan((parsed.GetValue(_idle) + 7) / 8, 8)),
        "reconnect-storm" => new ReconnectStormWorkload((parsed.GetValue(_storm) + 7) / 8, missed: 50),
        _ => new RoomsWorkload(
            name, new PeerPlan(parsed.GetValue(_conversations), 8), LoadShapeOption.Read(parsed, _loads)),
    };

    private static void List()
    {
        foreach (string name in SubjectCatalog.Own)
        {
            Console.WriteLine($"{name,-22} Spico");
        }

        foreach (PeerEntry entry in PeerCatalog.All)
        {
            string missing = entry.IsInstalled ? "" : $" (lacks {string.Join(", ", entry.MissingPackages)})";
            Console.WriteLine($"{entry.Name,-22} {entry.Summary}{missing}");
        }
    }

    private static async Task<bool> AreInstalledAsync(string[] names, bool install, CancellationToken cancellationToken)
    {
        bool are = true;
        foreach (PeerEntry entry in names.Select(PeerCatalog.Find).OfType<PeerEntry>().Where(one => !one.IsInstalled))
        {
            if (install)
            {
                await entry.InstallAsync(Console.WriteLine, cancellationToken);
                continue;
            }

            Console.Error.WriteLine($"{entry.Name} lacks {string.Join(", ", entry.MissingPackages)}: add --install.");
            are = false;
        }

        return are;
    }
}
