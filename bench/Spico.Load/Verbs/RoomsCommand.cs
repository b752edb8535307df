using System.CommandLine;
using Spico.Load.Driving;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Load.Workloads;
using Spico.Peers;

namespace Spico.Load.Verbs;

/// <summary><c>quick</c>, <c>care-teams</c> and <c>big-room</c>: conversations with everybody online.</summary>
internal sealed class RoomsCommand
{
    private readonly TargetArguments _target = new();
    private readonly MeasureArguments _measure;
    private readonly string _name;
    private readonly Option<int> _conversations;
    private readonly Option<int> _members;
    private readonly Option<string[]> _loads;

    private RoomsCommand(string name, PeerPlan plan, string loads, MeasureArguments measure)
    {
        _name = name;
        _measure = measure;
        _conversations = new("--conversations")
        {
            Description = "How many conversations there are.",
            DefaultValueFactory = _ => plan.Conversations,
        };
        _members = new("--members")
        {
            Description = "Members of each conversation, all online.",
            DefaultValueFactory = _ => plan.MembersEach,
        };
        _loads = LoadShapeOption.Create(loads);
    }

    public static Command Quick() => new RoomsCommand(
        "quick", new PeerPlan(50, 8), "open/500 closed/4", new MeasureArguments(seconds: 6, warmUp: 2))
        .Create("Starts a server, loads it for a while and gives one verdict.");

    public static Command CareTeams() => new RoomsCommand(
        "care-teams", new PeerPlan(200, 8), "open/500 open/2000 open/5000 closed/1 closed/4", new MeasureArguments())
        .Create("200 conversations of 8 members who are all online, several loads one after the other.");

    public static Command BigRoom() => new RoomsCommand(
        "big-room", new PeerPlan(1, 1000), "open/20 closed/8", new MeasureArguments())
        .Create("One conversation of 1,000 members who are all online.");

    private Command Create(string description)
    {
        var command = new Command(_name, description) { _conversations, _members, _loads };
        foreach (Option option in _target.All.Concat(_measure.All))
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var plan = new PeerPlan(parsed.GetValue(_conversations), parsed.GetValue(_members));
        Dictionary<string, object> settings = _target.Describe(parsed);
        settings["conversations"] = plan.Conversations;
        settings["members"] = plan.MembersEach;
        RunReport report = await _measure.BeginAsync(parsed, _name, settings);
        var campaign = new Campaign(
            [_target.Subject(parsed)],
            [new RoomsWorkload(_name, plan, LoadShapeOption.Read(parsed, _loads))],
            _measure.Settings(parsed),
            _measure.Repeats(parsed));
        await campaign.RunAsync(report, cancellationToken);
        return _measure.Conclude(parsed, report);
    }
}
