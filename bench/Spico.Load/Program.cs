using System.CommandLine;
using Spico.Load.Verbs;

var root = new RootCommand("Load for a Spico server, judged by what its receivers saw.")
{
    RoomsCommand.Quick(),
    RoomsCommand.CareTeams(),
    RoomsCommand.BigRoom(),
    WorkloadCommand.Idle(),
    WorkloadCommand.CatchUp(),
    WorkloadCommand.ReconnectStorm(),
    WorkloadCommand.Growth(),
    WorkloadCommand.Uploads(),
    WorkloadCommand.Failover(),
    WorkloadCommand.Directory(),
    WorkloadCommand.Search(),
    WorkloadCommand.Synthesis(),
    WorkloadCommand.Dossiers(),
    PeersCommand.Create(),
    CompareCommand.Create(),
    ReplayCommand.Create(),
    AcksCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
