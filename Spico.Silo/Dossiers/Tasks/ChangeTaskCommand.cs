using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeTaskRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Tasks;

/// <summary>A task to create, to move on, or to give to somebody else.</summary>
internal sealed class ChangeTaskCommand : DossierChange
{
    private readonly ChangeTaskRequest _request;
    private IReadOnlyCollection<ByteString> _structures = [];

    private ChangeTaskCommand(DossierCall call, ChangeTaskRequest request)
        : base(call, request.RequestId, request) => _request = request;

    public override bool NeedsPreparation => base.NeedsPreparation || MayTake;

    protected override DataClass Class => DataClass.Coordination;

    protected override FactSource? SourceAsked => _request.Create?.Source;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeTaskRequest request = call.Command.ChangeTask;
        Error? invalid = call.Check(request.Dossier, request.RequestId) ?? (request.ChangeCase switch
        {
            Case.Create => Check(request.Create),
            Case.Move => Check(request.Move),
            Case.Assign => CheckDue(request.Assign.DueAt, "assign.due_at"),
            Case.Amend => Check(request.Amend),
            _ => Refusal.Invalid("change", "Not absent."),
        });
        change = invalid is null ? new ChangeTaskCommand(call, request) : null;
        return invalid;
    }

    public override async ValueTask<Error?> PrepareAsync()
    {
        _structures = MayTake ? await Call.Services.FindStructuresAsync(Author) : [];
        return await base.PrepareAsync();
    }

    protected override Decision DecideOn(DossierState fold) => _request.ChangeCase switch
    {
        Case.Create => Create(fold),
        Case.Move => Move(fold),
        Case.Amend => Amend(fold),
        _ => Assign(fold),
    };

    protected override Reply Answer(in RequestOutcome outcome, Position position) => new()
    {
        ChangeTask = new ChangeTaskResponse
        {
            Task = _request.ChangeCase switch
            {
                Case.Create => (ulong)outcome.Seq,
                Case.Move => _request.Move.Task,
                Case.Amend => _request.Amend.Task,
                _ => _request.Assign.Task,
            },
            Position = position,
        },
    };

    // Takes what was asked for, or says no.
    private bool IsAnswer => _request.Move?.To is CareTaskState.Accepted or CareTaskState.Refused;

    private bool MayTake => IsAnswer || _request.ChangeCase == Case.Assign;

    private static Error? Check(NewCareTask task) =>
        (Enum.IsDefined(task.Priority) ? null : Refusal.Invalid("create.priority", "A known priority."))
        ?? CheckDue(task.DueAt, "create.due_at")
        ?? DossierLimits.CheckText(task.Title, "create.title", CareTaskLimits.TitleCharacters)
        ?? DossierLimits.CheckLength(
            task.Description, "create.description", CareTaskLimits.DescriptionCharacters);

    private static Error? Check(CareTaskMove move) =>
        !Enum.IsDefined(move.From) || !Enum.IsDefined(move.To) || move.To == CareTaskState.Unspecified
            ? Refusal.Invalid("move.to", "A known state.")
            : DossierLimits.CheckLength(move.Note, "move.note", DossierLimits.ReasonCharacters);

    private static Error? Check(CareTaskAmendment amend) =>
        (Enum.IsDefined(amend.Priority) ? null : Refusal.Invalid("amend.priority", "A known priority."))
        ?? CheckDue(amend.DueAt, "amend.due_at")
        ?? (amend.HasTitle
            ? DossierLimits.CheckText(amend.Title, "amend.title", CareTaskLimits.TitleCharacters)
            : null)
        ?? DossierLimits.CheckLength(
            amend.Description, "amend.description", CareTaskLimits.DescriptionCharacters);

    private static Error? CheckDue(long dueAt, string field) =>
        DossierLimits.CheckTime(dueAt, field);

    private Decision Create(DossierState fold) =>
        CareTaskFacts.Create(Call, fold, _request.Create, "create", source: Source);

    private Decision Move(DossierState fold)
    {
        CareTaskMove move = _request.Move;
        if (fold.Tasks.Find(move.Task) is not { } task)
        {
            return Decision.Refuse(Missing(fold, move.Task, "move.task"));
        }

        if (task.State != move.From || !IsSeen(task, move.Version))
        {
            return Decision.Refuse(TakenBy(task));
        }

        if (!CareTaskMoves.MayGo(move.From, move.To))
        {
            return Decision.Refuse(Refusal.WrongState("A task does not go from that state to this one."));
        }

        if (move.To != CareTaskState.Cancelled && !task.Person.IsEmpty && task.Person != Author.ToByteString())
        {
            return Decision.Refuse(Refusal.WrongState("Somebody else was asked by name."));
        }

        if (IsAnswer && IsAskedOfOthers(task))
        {
            return Decision.Refuse(Refusal.WrongState("A structure was asked: only who works there answers."));
        }

        CareTask moved = task.Clone();
        moved.State = move.To;
        moved.Note = move.Note;
        if (move.To == CareTaskState.Accepted && task.Person.IsEmpty)
        {
            // Whoever takes what was asked of nobody, or of a structure, has it.
            moved.AskedStructure = task.Structure;
            moved.Person = Author.ToByteString();
        }

        return CareTaskFacts.Write(Call, fold, moved, task.CreatedBy);
    }

    private Decision Assign(DossierState fold)
    {
        CareTaskAssignment assignment = _request.Assign;
        if (fold.Tasks.Find(assignment.Task) is not { } task)
        {
            return Decision.Refuse(Missing(fold, assignment.Task, "assign.task"));
        }

        if (!IsSeen(task, assignment.Version))
        {
            return Decision.Refuse(TakenBy(task));
        }

        if (task.State == CareTaskState.Requested && IsAskedOfOthers(task)
            && task.CreatedBy != Author.ToByteString() && ComesToAuthor(assignment))
        {
            return Decision.Refuse(Refusal.WrongState("A structure was asked: only who works there takes it."));
        }

        CareTask assigned = task.Clone();
        assigned.ClearAssignee();
        assigned.AskedStructure = ByteString.Empty;
        assigned.State = CareTaskState.Requested;
        assigned.DueAt = assignment.DueAt == 0 ? task.DueAt : assignment.DueAt;
        assigned.Note = string.Empty;
        return CareTaskFacts.Give(Call, fold, assigned, assignment.Person, assignment.Structure, "assign");
    }

    private Decision Amend(DossierState fold)
    {
        CareTaskAmendment amend = _request.Amend;
        if (fold.Tasks.Find(amend.Task) is not { } task)
        {
            return Decision.Refuse(Missing(fold, amend.Task, "amend.task"));
        }

        if (!IsSeen(task, amend.Version))
        {
            return Decision.Refuse(TakenBy(task));
        }

        CareTask amended = task.Clone();
        amended.Title = amend.HasTitle ? amend.Title : task.Title;
        amended.Description = amend.HasDescription ? amend.Description : task.Description;
        amended.Priority = amend.Priority == CareTaskPriority.Unspecified ? task.Priority : amend.Priority;
        amended.DueAt = amend.HasDueAt ? amend.DueAt : task.DueAt;
        return CareTaskFacts.Write(Call, fold, amended, task.Person);
    }

    // A structure was asked in which the author does not work.
    private bool IsAskedOfOthers(CareTask task) =>
        task.Person.IsEmpty && !task.Structure.IsEmpty && !_structures.Contains(task.Structure);

    // By name, or so that the author may accept it then.
    private bool ComesToAuthor(CareTaskAssignment assignment) => assignment.Person.IsEmpty
        ? assignment.Structure.IsEmpty || _structures.Contains(assignment.Structure)
        : assignment.Person == Author.ToByteString();

    // 0: whoever changes it does not say what they saw.
    private static bool IsSeen(CareTask task, uint version) => version == 0 || version == task.Version;

    // Who finishes or gives up a card first is named too.
    private static Error Missing(DossierState fold, ulong task, string field) =>
        fold.Ended.Refuse(Protocol.V1.Fact.BodyOneofCase.CareTaskChanged, task, field);

    private static Error TakenBy(CareTask task)
    {
        // Two changed the same card: who came second is told who was first.
        _ = PersonId.TryFrom(task.ChangedBy, out PersonId first);
        return Refusal.Taken(first);
    }
}
