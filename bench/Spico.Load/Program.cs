using System.CommandLine;
using Spico.Load.Verbs;

var root = new RootCommand("Load for a Spico server, judged by what its receivers saw.")
{
    ReplayCommand.Create(),
    QuickCommand.Create(),
    AcksCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
