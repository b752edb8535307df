using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeFollowUpRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.FollowUps;

/// <summary>
/// A structure's following of the patient to begin, or to move on: by those who work for it, or who coordinate.
/// </summary>
internal sealed class ChangeFollowUpCommand : DossierChange
{
    private readonly ChangeFollowUpRequest _request;
    private IReadOnlyCollection<ByteString> _structures = [];

    private ChangeFollowUpCommand(DossierCall call, ChangeFollowUpRequest request)
        : base(call, request.RequestId, request) => _request = request;

    public override bool NeedsPreparation => true;

    protected override DataClass Class => DataClass.Circle;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeFollowUpRequest request = call.Command.ChangeFollowUp;
        Error? invalid = call.Check(request.Dossier, request.RequestId) ?? (request.ChangeCase switch
        {
            Case.Begin => Check(request.Begin),
            Case.Move => Check(request.Move),
            _ => Refusal.Invalid("change", "Not absent."),
        });
        change = invalid is null ? new ChangeFollowUpCommand(call, request) : null;
        return invalid;
    }

    public override async ValueTask<Error?> PrepareAsync()
    {
        _structures = await Call.Services.FindStructuresAsync(Author);
        return null;
    }

    // Whoever administers a structure manages what it says of itself, and writes nothing else of the class.
    protected override bool IsOwnToo(DossierState fold) => StructureIn(fold) is { } structure && May(fold, structure);

    protected override Decision DecideOn(DossierState fold) =>
        _request.ChangeCase == Case.Begin ? Begin(fold) : Move(fold);

    protected override Reply Answer(in RequestOutcome outcome, Position position) => new()
    {
        ChangeFollowUp = new ChangeFollowUpResponse
        {
            Episode = _request.ChangeCase == Case.Begin ? (ulong)outcome.Seq : _request.Move.Episode,
            Position = position,
        },
    };

    private static Error? Check(NewFollowUp begin) =>
        begin.Structure.Length != 16 ? Refusal.Invalid("begin.structure", "16 bytes.")
        : !FollowUpMoves.MayBegin(begin.State)
            ? Refusal.Invalid("begin.state", "REQUESTED, ASSESSING or ACTIVE.")
        : DossierLimits.CheckText(begin.Reason, "begin.reason", DossierLimits.ReasonCharacters);

    private static Error? Check(FollowUpMove move) =>
        !Enum.IsDefined(move.From) || !Enum.IsDefined(move.To) || move.To == FollowUpState.Unspecified
            ? Refusal.Invalid("move.to", "A known state.")
        : !Enum.IsDefined(move.Closing)
            || (move.Closing == FollowUpClosing.Unspecified) == (move.To == FollowUpState.Closed)
            ? Refusal.Invalid("move.closing", "A known reason with CLOSED, and none with anything else.")
        : DossierLimits.CheckText(move.Reason, "move.reason", DossierLimits.ReasonCharacters);

    private Decision Begin(DossierState fold)
    {
        NewFollowUp begin = _request.Begin;
        if (!May(fold, begin.Structure))
        {
            return Decision.Refuse(Refusal.NotAccessible("begin.structure"));
        }

        if (!fold.Circle.Structures.Contains(begin.Structure))
        {
            return Decision.Refuse(Refusal.Invalid("begin.structure", "A structure in the circle."));
        }

        if (fold.FollowUps.OpenOf(begin.Structure) is not null)
        {
            return Decision.Refuse(Refusal.WrongState("The structure has an episode that is not over."));
        }

        if (fold.FollowUps.Count >= FollowUpLimits.Episodes)
        {
            return Decision.Refuse(Refusal.LimitReached("begin", FollowUpLimits.Episodes, "episodes"));
        }

        return Write(fold, new FollowUp
        {
            Episode = (ulong)fold.Head.Seq + 1,
            Structure = begin.Structure,
            State = begin.State,
            Reason = begin.Reason,
            BegunBy = Author.ToByteString(),
            BegunAt = Call.Now,
        });
    }

    private Decision Move(DossierState fold)
    {
        FollowUpMove move = _request.Move;
        if (fold.FollowUps.Find(move.Episode) is not { } episode || !May(fold, episode.Structure))
        {
            return Decision.Refuse(Refusal.NotAccessible("move.episode"));
        }

        if (episode.State != move.From)
        {
            _ = PersonId.TryFrom(episode.ChangedBy, out PersonId first);
            return Decision.Refuse(Refusal.Taken(first));
        }

        if (!FollowUpMoves.MayGo(move.From, move.To))
        {
            return Decision.Refuse(Refusal.WrongState("An episode does not go from that state to this one."));
        }

        FollowUp moved = episode.Clone();
        moved.State = move.To;
        moved.Reason = move.Reason;
        moved.Closing = move.Closing;
        return Write(fold, moved);
    }

    private Decision Write(DossierState fold, FollowUp episode)
    {
        episode.ChangedBy = Author.ToByteString();
        episode.ChangedAt = Call.Now;
        var changed = new FollowUpChanged { FollowUp = episode, Standing = fold.FollowUps.StandingWith(episode) };
        return LiaisonFacts.WriteWithEntry(
            Call, fold, Fact(new Fact { FollowUpChanged = changed }), LiaisonKind.FollowUpChanged, Call.Now);
    }

    private ByteString? StructureIn(DossierState fold) => _request.ChangeCase == Case.Begin
        ? _request.Begin.Structure
        : fold.FollowUps.Find(_request.Move.Episode)?.Structure;

    private bool May(DossierState fold, ByteString structure)
    {
        RightsCell cell = RightsTable.Current[fold.RoleOf(Author), Class];
        cell = Call.Bound == CareRole.Unspecified ? cell : cell & RightsTable.Current[Call.Bound, Class];
        return cell.HasFlag(RightsCell.Manage) && !cell.HasFlag(RightsCell.OwnStructure)
            ? true
            : (cell & (RightsCell.Write | RightsCell.Manage)) != 0 && _structures.Contains(structure);
    }
}
