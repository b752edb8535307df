using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeStayRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Stays;

/// <summary>A stay in hospital to record, or to move on.</summary>
internal sealed class ChangeStayCommand : DossierChange
{
    private readonly ChangeStayRequest _request;

    private ChangeStayCommand(DossierCall call, ChangeStayRequest request)
        : base(call, request.RequestId, request) => _request = request;

    protected override DataClass Class => DataClass.Medical;

    protected override FactSource? SourceAsked => _request.Record?.Source;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeStayRequest request = call.Command.ChangeStay;
        Error? invalid = call.Check(request.Dossier, request.RequestId) ?? (request.ChangeCase switch
        {
            Case.Record => StayFields.Check(request.Record, call.Now),
            Case.Move => StayFields.Check(request.Move, call.Now),
            _ => Refusal.Invalid("change", "Not absent."),
        });
        change = invalid is null ? new ChangeStayCommand(call, request) : null;
        return invalid;
    }

    protected override Decision DecideOn(DossierState fold) =>
        _request.ChangeCase == Case.Record ? Record(fold) : Move(fold);

    protected override Reply Answer(in RequestOutcome outcome, Position position) => new()
    {
        ChangeStay = new ChangeStayResponse
        {
            Stay = _request.ChangeCase == Case.Record ? (ulong)outcome.Seq : _request.Move.Stay,
            Position = position,
        },
    };

    private Decision Record(DossierState fold)
    {
        NewStay asked = _request.Record;
        if (fold.Stays.OpenCount >= StayLimits.Open)
        {
            return Decision.Refuse(Refusal.LimitReached("record", StayLimits.Open, "stays that are not over"));
        }

        var stay = new HospitalStay
        {
            Stay = (ulong)fold.Head.Seq + 1,
            State = asked.State,
            Hospital = asked.Hospital,
            Structure = asked.Structure,
            Ward = asked.Ward,
            Reason = asked.Reason,
            PlannedAt = asked.PlannedAt,
            Source = Source,
        };
        return Write(fold, stay, asked.At, string.Empty);
    }

    private Decision Move(DossierState fold)
    {
        StayMove move = _request.Move;
        if (fold.Stays.Find(move.Stay) is not { } stay)
        {
            return Decision.Refuse(Refusal.NotAccessible("move.stay"));
        }

        StayStep last = stay.Steps[^1];
        if (stay.State != move.From)
        {
            _ = PersonId.TryFrom(last.RecordedBy, out PersonId first);
            return Decision.Refuse(Refusal.Taken(first));
        }

        if (!StayMoves.MayGo(move.From, move.To))
        {
            return Decision.Refuse(Refusal.WrongState("A stay does not go from that state to this one."));
        }

        if (move.At != 0 && move.At < last.At)
        {
            return Decision.Refuse(Refusal.Invalid("move.at", "Not before the step before."));
        }

        // The last step is for the discharge: whoever goes on leave too often comes home all the same.
        if (stay.Steps.Count >= StayLimits.Steps - 1 && !StayMoves.IsOver(move.To))
        {
            return Decision.Refuse(Refusal.LimitReached("move.stay", StayLimits.Steps, "steps"));
        }

        HospitalStay moved = stay.Clone();
        moved.State = move.To;
        moved.Ward = move.Ward.Length == 0 ? stay.Ward : move.Ward;
        moved.Circumstances = move.Circumstances;
        moved.Destination = move.Destination;
        return Write(fold, moved, move.At, move.Note);
    }

    private Decision Write(DossierState fold, HospitalStay stay, long at, string note)
    {
        if (StayMoves.IsPresent(stay.State) && fold.Stays.IsPresentBeside(stay.Stay))
        {
            return Decision.Refuse(Refusal.WrongState("The patient is in hospital already: first that stay ends."));
        }

        long before = stay.Steps.Count == 0 ? 0 : stay.Steps[^1].At;
        long happenedAt = at == 0 ? Math.Max(Call.Now, before) : at;
        stay.Steps.Add(new StayStep
        {
            State = stay.State,
            At = happenedAt,
            RecordedBy = Author.ToByteString(),
            RecordedAt = Math.Max(Call.Now, fold.Head.At),
            Note = note,
            ActedBy = Call.ActedBy,
        });
        return LiaisonFacts.WriteWithEntry(
            Call,
            fold,
            Fact(new Fact { StayChanged = new StayChanged { Stay = stay } }),
            StayMoves.EntryOf(stay.State),
            happenedAt);
    }
}
