using Spico.Protocol.V1;

namespace Spico.Silo.Host.Demo.Dossiers;

/// <summary>The coordination plan of a dossier being written, by who answers for it.</summary>
internal sealed class DemoPlan(DemoRecord record, string referent)
{
    private ulong _seen;

    /// <summary>Begins it.</summary>
    public Task HeadsAsync(long reviewAt, string agreement) => ChangesAsync(new ChangePlanRequest
    {
        Head = new PlanHead
        {
            Referent = DemoRecord.PersonOf(referent),
            ReviewAt = reviewAt,
            Agreement = agreement,
        },
    });

    /// <summary>Sets a goal.</summary>
    public Task AimsAsync(string problem, string text, string criterion, long targetAt) =>
        ChangesAsync(new ChangePlanRequest
        {
            Goal = new PlanGoal { Problem = problem, Text = text, Criterion = criterion, TargetAt = targetAt },
        });

    /// <summary>Sets a goal that is not carried out.</summary>
    public Task SetsAsideAsync(string problem, string text, string why) => ChangesAsync(new ChangePlanRequest
    {
        Goal = new PlanGoal { Problem = problem, Text = text, Note = why, State = PlanGoalState.SetAside },
    });

    /// <summary>Decides an action: a task of somebody's.</summary>
    public Task ActsAsync(uint goal, string title, string login, long dueAt) => ChangesAsync(new ChangePlanRequest
    {
        Action = new NewPlanAction
        {
            Goal = goal,
            Title = title,
            Person = DemoRecord.PersonOf(login),
            DueAt = dueAt,
        },
    });

    /// <summary>Validates it as it is.</summary>
    public Task ValidatesAsync() =>
        ChangesAsync(new ChangePlanRequest { Validate = new PlanValidation { Seen = _seen } });

    private async Task ChangesAsync(ChangePlanRequest change)
    {
        Reply reply = await record.DoesAsync(referent, new Command { ChangePlan = change });
        _seen = reply.ChangePlan.Position.Seq;
    }
}
