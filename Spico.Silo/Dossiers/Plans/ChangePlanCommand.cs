using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangePlanRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Plans;

/// <summary>A change of the coordination plan.</summary>
internal sealed class ChangePlanCommand : DossierChange
{
    private readonly ChangePlanRequest _request;

    private ChangePlanCommand(DossierCall call, ChangePlanRequest request)
        : base(call, request.RequestId, request) => _request = request;

    protected override DataClass Class => DataClass.Plan;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangePlanRequest request = call.Command.ChangePlan;
        Error? invalid = call.Check(request.Dossier, request.RequestId) ?? (request.ChangeCase switch
        {
            Case.Head => DossierLimits.CheckTime(request.Head.ReviewAt, "head.review_at")
                ?? CheckLength(request.Head.Agreement, "head.agreement"),
            Case.Goal => Check(request.Goal),
            Case.Action => DossierLimits.CheckTime(request.Action.DueAt, "action.due_at")
                ?? DossierLimits.CheckText(request.Action.Title, "action.title", CareTaskLimits.TitleCharacters)
                ?? DossierLimits.CheckLength(
                    request.Action.Description, "action.description", CareTaskLimits.DescriptionCharacters),
            Case.Validate => null,
            Case.Move =>
                DossierLimits.CheckText(request.Move.Reason, "move.reason", DossierLimits.ReasonCharacters),
            _ => Refusal.Invalid("change", "Not absent."),
        });
        change = invalid is null ? new ChangePlanCommand(call, request) : null;
        return invalid;
    }

    protected override Decision DecideOn(DossierState fold)
    {
        if (_request.ChangeCase == Case.Head)
        {
            return SetHead(fold);
        }

        return fold.Plans.Open is not { } open
            ? Decision.Refuse(Refusal.WrongState("There is no plan that is not over."))
            : _request.ChangeCase switch
            {
                Case.Goal => SetGoal(fold, open.Clone()),
                Case.Action => Act(fold, open.Clone()),
                Case.Validate => Validate(fold, open.Clone()),
                _ => Move(fold, open.Clone()),
            };
    }

    protected override Reply Answer(in RequestOutcome outcome, Position position) =>
        new() { ChangePlan = new ChangePlanResponse { Position = position } };

    private static Error? Check(PlanGoal goal) =>
        (Enum.IsDefined(goal.State) ? null : Refusal.Invalid("goal.state", "A known state."))
        ?? DossierLimits.CheckTime(goal.TargetAt, "goal.target_at")
        ?? DossierLimits.CheckText(goal.Text, "goal.text", PlanLimits.TextCharacters)
        ?? CheckLength(goal.Problem, "goal.problem")
        ?? CheckLength(goal.Criterion, "goal.criterion")
        ?? (goal.State == PlanGoalState.SetAside
            ? DossierLimits.CheckText(goal.Note, "goal.note", PlanLimits.TextCharacters)
            : CheckLength(goal.Note, "goal.note"));

    private static Error? CheckLength(string text, string field) =>
        DossierLimits.CheckLength(text, field, PlanLimits.TextCharacters);

    private Decision SetHead(DossierState fold)
    {
        PlanHead head = _request.Head;
        if (!PersonId.TryFrom(head.Referent, out PersonId referent) || !fold.Circle.Readers(Class).Contains(referent))
        {
            return Decision.Refuse(Refusal.Invalid("head.referent", "Somebody in the circle who reads plans."));
        }

        bool isNew = fold.Plans.Open is null;
        CoordinationPlan plan = fold.Plans.Open?.Clone() ?? new CoordinationPlan
        {
            Plan = (ulong)fold.Head.Seq + 1,
            State = PlanState.Draft,
            General = fold.Forms.Of(Class).FindLast(PlanFacts.GeneralForm)?.Revision ?? 0,
            Synthesis = fold.Forms.Of(Class).FindLast(PlanFacts.SynthesisForm)?.Revision ?? 0,
        };
        plan.Referent = head.Referent;
        plan.ReviewAt = head.ReviewAt;
        plan.Agreement = head.Agreement;
        return Revise(fold, plan, isNew ? PlanChange.Begun : PlanChange.Unspecified);
    }

    private Decision SetGoal(DossierState fold, CoordinationPlan plan)
    {
        PlanGoal goal = _request.Goal.Clone();
        goal.State = goal.State == PlanGoalState.Unspecified ? PlanGoalState.Pursued : goal.State;
        if (goal.Goal == 0)
        {
            if (plan.Goals.Count >= PlanLimits.Goals)
            {
                return Decision.Refuse(Refusal.LimitReached("goal", PlanLimits.Goals, "goals of a plan"));
            }

            goal.Goal = (uint)plan.Goals.Count + 1;
            plan.Goals.Add(goal);
        }
        else if (goal.Goal > plan.Goals.Count)
        {
            return Decision.Refuse(Refusal.NotAccessible("goal.goal"));
        }
        else
        {
            plan.Goals[(int)goal.Goal - 1] = goal;
        }

        return Revise(fold, plan);
    }

    // The action is the task: one decision, and each names the other.
    private Decision Act(DossierState fold, CoordinationPlan plan)
    {
        NewPlanAction asked = _request.Action;
        if (asked.Goal == 0 || asked.Goal > plan.Goals.Count
            || plan.Goals[(int)asked.Goal - 1].State != PlanGoalState.Pursued)
        {
            return Decision.Refuse(Refusal.Invalid("action.goal", "A goal that is pursued."));
        }

        if (plan.Actions.Count >= PlanLimits.Actions)
        {
            return Decision.Refuse(Refusal.LimitReached("action", PlanLimits.Actions, "actions of a plan"));
        }

        if (!fold.MayWrite(Author, DataClass.Coordination))
        {
            return Decision.Refuse(Refusal.NotAccessible("dossier"));
        }

        var create = new NewCareTask { Title = asked.Title, Description = asked.Description, DueAt = asked.DueAt };
        if (asked.HasPerson)
        {
            create.Person = asked.Person;
        }
        else if (asked.HasStructure)
        {
            create.Structure = asked.Structure;
        }

        return CareTaskFacts.Create(Call, fold, create, "action", asked.Goal, task =>
        {
            plan.IsRevised = plan.Version > 0;
            plan.Actions.Add(PlanFacts.ActionOf(task));
            return PlanFacts.Changed(Call, fold, plan, PlanChange.Unspecified, after: 1);
        });
    }

    private Decision Validate(DossierState fold, CoordinationPlan plan)
    {
        if (plan.Seq != _request.Validate.Seen)
        {
            _ = PersonId.TryFrom(plan.ChangedBy, out PersonId first);
            return Decision.Refuse(Refusal.Taken(first));
        }

        if (MissingIn(fold, plan) is { } missing)
        {
            return Decision.Refuse(Refusal.WrongState(missing));
        }

        long seq = fold.Head.Seq + 1;
        plan.Version++;
        plan.State = PlanState.Active;
        plan.IsRevised = false;
        plan.Versions.Add(new PlanVersion
        {
            Version = plan.Version,
            Seq = (ulong)seq,
            By = Author.ToByteString(),
            At = Call.Now,
        });
        if (plan.Versions.Count > PlanLimits.Versions)
        {
            plan.Versions.RemoveAt(0);
        }

        return Decision.Write(
            [
                PlanFacts.Changed(Call, fold, plan, PlanChange.Validated),
                LiaisonFacts.Changed(LiaisonFacts.System(Call, seq, LiaisonKind.PlanRevised)),
            ],
            [],
            [
                .. fold.Circle.Readers(Class).Where(person => person != Author).Select(
                    person => ConsequenceRow.Notify(Call.Dossier, seq, person, NotificationKind.Plan)),
            ]);
    }

    private string? MissingIn(DossierState fold, CoordinationPlan plan) =>
        plan.Version > 0 && !plan.IsRevised ? "Nothing was changed since it was validated."
        : !PersonId.TryFrom(plan.Referent, out PersonId referent) || !fold.Circle.Readers(Class).Contains(referent)
            ? "The referent is not in the circle any more."
        : string.IsNullOrWhiteSpace(plan.Agreement) ? "It does not say how the person agreed."
        : plan.ReviewAt <= Call.Now ? "It does not say when it is looked at again."
        : plan.General == 0 ? "Part one is not completed."
        : plan.Synthesis == 0 ? "Part two is not completed."
        : plan.Goals.All(goal => goal.State == PlanGoalState.SetAside) ? "It has no goal."
        : null;

    private Decision Move(DossierState fold, CoordinationPlan plan)
    {
        PlanMove move = _request.Move;
        if (!PlanMoves.MayGo(plan.State, move.To))
        {
            return Decision.Refuse(Refusal.WrongState("A plan does not go from its state to this one."));
        }

        plan.State = move.To;
        plan.Reason = move.Reason;
        return Decision.Write(PlanFacts.Changed(Call, fold, plan, PlanChange.Moved));
    }

    private Decision Revise(DossierState fold, CoordinationPlan plan, PlanChange change = PlanChange.Unspecified)
    {
        plan.IsRevised = plan.Version > 0;
        return Decision.Write(PlanFacts.Changed(Call, fold, plan, change));
    }
}
