using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>Quiet hours to set, or to do without.</summary>
internal sealed class SetQuietHoursCommand : IStreamCommand<InboxState>
{
    private readonly DailyHours? _hours;

    private SetQuietHoursCommand(PersonId owner, RequestId request, SetQuietHoursRequest wish, DailyHours? hours)
    {
        Author = owner;
        Request = request;
        Hash = RequestHash.Of(Command.SetQuietHoursFieldNumber, wish);
        _hours = hours;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(PersonId owner, SetQuietHoursRequest request, out SetQuietHoursCommand? command)
    {
        command = null;
        if (!RequestId.TryFrom(request.RequestId, out RequestId id))
        {
            return Refusal.Invalid("request_id", "16 bytes.");
        }

        DailyHours? hours = null;
        if (request.Hours is { } wanted && !DailyHours.TryMake(wanted.From, wanted.Until, wanted.TimeZone, out hours))
        {
            return Refusal.Invalid("hours", "Two different minutes of a day, and a time zone that exists.");
        }

        command = new SetQuietHoursCommand(owner, id, request, hours);
        return null;
    }

    public Decision Decide(InboxState fold)
    {
        QuietHours? hours = _hours?.ToMessage();
        return Equals(hours, fold.QuietHours?.ToMessage())
            ? Decision.Unchanged(new Reply { SetQuietHours = new SetQuietHoursResponse() })
            : Decision.Write(new FactDraft(new Fact { QuietHoursChanged = new QuietHoursChanged { Hours = hours } }));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        SetQuietHours = new SetQuietHoursResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
        },
    };
}
