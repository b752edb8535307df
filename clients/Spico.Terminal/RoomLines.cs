using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>The facts of a conversation as lines.</summary>
internal sealed class RoomLines(People people, PersonId self)
{
    /// <summary>The lines of a fact; none for what is nothing to a reader.</summary>
    public async Task<IReadOnlyList<(Tone Tone, string Text)>> OfAsync(Fact fact, CancellationToken cancellationToken)
    {
        PersonId author = IdOf(fact.Author);
        string name = author == default ? "" : await people.NameOfAsync(author, cancellationToken);
        if (!fact.ActedBy.IsEmpty)
        {
            name = $"{name}, by {await NameAsync(fact.ActedBy, cancellationToken)} for them";
        }

        string time = Shown.Time(fact.At);
        return fact.BodyCase switch
        {
            Fact.BodyOneofCase.MessagePosted => Message(fact, $"{time} #{fact.Seq} {name}", author == self),
            Fact.BodyOneofCase.Elided => [(Tone.Notice, $"{time} (a message that you may not read)")],
            _ => await OtherAsync(fact, author, name, cancellationToken) is { } other
                ? [(other.Tone, $"{time} {other.Text}")]
                : [],
        };
    }

    /// <summary>How an open urgency stands.</summary>
    public async Task<string> OfAsync(Urgency urgency, CancellationToken cancellationToken)
    {
        string raised = $"urgency #{urgency.Urgency_} of {Shown.Time(urgency.RaisedAt)}, " +
            $"raised by {await NameAsync(urgency.RaisedBy, cancellationToken)}";
        string notified = urgency.NotifiedAt == 0 ? ""
            : $"{urgency.Notified} notified at {Shown.Time(urgency.NotifiedAt)}, ";
        return urgency.AcknowledgedBy.IsEmpty
            ? $"{raised}: {notified}nobody has answered, /ack {urgency.Urgency_}"
            : $"{raised}: in the hands of {await NameAsync(urgency.AcknowledgedBy, cancellationToken)} " +
                $"since {Shown.Time(urgency.AcknowledgedAt)}, /resolve {urgency.Urgency_}";
    }

    /// <summary>How a request stands.</summary>
    public async Task<string> OfAsync(CareRequest request, CancellationToken cancellationToken)
    {
        string to = await NamesAsync(request.Addressees, cancellationToken);
        string state = request.State switch
        {
            CareRequestState.Open => $"open, /take {request.Request}",
            CareRequestState.Taken =>
                $"taken by {await NameAsync(request.Owner, cancellationToken)}, /answer {request.Request}",
            CareRequestState.Answered => $"answered, /close {request.Request}",
            _ => request.State.ToString(),
        };
        return $"request #{request.Request} of {await NameAsync(request.AskedBy, cancellationToken)} to {to}: {state}";
    }

    private static PersonId IdOf(ByteString bytes) => PersonId.TryFrom(bytes, out PersonId person) ? person : default;

    private static List<(Tone Tone, string Text)> Message(Fact fact, string head, bool isOwn)
    {
        MessagePosted message = fact.MessagePosted;
        if (message.Retracted > 0)
        {
            return [(Tone.Notice, $"{head}: (retracted)")];
        }

        string flags = (message.Urgent ? "URGENT " : "") + (message.Request ? "request " : "")
            + (message.Quote > 0 ? $"(to #{message.Quote}) " : "");
        List<(Tone Tone, string Text)> lines =
        [
            (message.Urgent ? Tone.Warning : isOwn ? Tone.Own : Tone.Message, $"{head}: {flags}{message.Text}"),
        ];
        lines.AddRange(message.Links.Select(link => (
            Tone.Notice,
            link.Entry > 0 ? $"        in the dossier, entry #{link.Entry}: /dossier, then /show #{link.Entry}"
                : "        about the dossier: /dossier")));
        int number = 0;
        foreach (Attachment file in message.Attachments?.Files ?? [])
        {
            lines.Add((
                Tone.Notice,
                $"        file {++number}: {file.Name}, {Shown.Size((long)file.Size)}, {file.MediaType}" +
                $"  /save {fact.Seq} {number}"));
        }

        return lines;
    }

    private async Task<(Tone Tone, string Text)?> OtherAsync(
        Fact fact, PersonId author, string name, CancellationToken cancellationToken) => fact.BodyCase switch
        {
            Fact.BodyOneofCase.MessageEdited when fact.MessageEdited.Retracted == 0 =>
                (Tone.Message, $"{name} changed #{fact.MessageEdited.Message}: {fact.MessageEdited.Text}"),
            Fact.BodyOneofCase.MessageRetracted => (Tone.Notice, $"{name} retracted #{fact.MessageRetracted.Message}"),
            Fact.BodyOneofCase.MessageReacted when fact.MessageReacted.Reaction != Reaction.Unspecified => (
                Tone.Notice,
                $"{name} on #{fact.MessageReacted.Message}: "
                + fact.MessageReacted.Reaction.ToString().ToLowerInvariant()),
            Fact.BodyOneofCase.UrgencyRaised => (
                Tone.Warning,
                $"!! urgency #{fact.Seq} raised by {name}: {(author == self ? "/resolve" : "/ack")} {fact.Seq}"),
            Fact.BodyOneofCase.UrgencyNotified => (
                Tone.Notice,
                $"urgency #{fact.UrgencyNotified.Urgency}: notified are " +
                await NamesAsync(fact.UrgencyNotified.Persons, cancellationToken)),
            Fact.BodyOneofCase.UrgencyHandedOver => (
                Tone.Warning,
                $"!! urgency #{fact.UrgencyHandedOver.Urgency}: {name} passes it on to " +
                $"{await NameAsync(fact.UrgencyHandedOver.Person, cancellationToken)}: " +
                $"/ack {fact.UrgencyHandedOver.Urgency}"),
            Fact.BodyOneofCase.UrgencyAcknowledged =>
                (Tone.Notice, $"urgency #{fact.UrgencyAcknowledged.Urgency}: {name} has it in hand"),
            Fact.BodyOneofCase.UrgencyEscalated => (
                Tone.Warning,
                $"!! urgency #{fact.UrgencyEscalated.Urgency}: nobody has answered, passed on to " +
                await NamesAsync(fact.UrgencyEscalated.Persons, cancellationToken)),
            Fact.BodyOneofCase.UrgencyResolved =>
                (Tone.Notice, $"urgency #{fact.UrgencyResolved.Urgency} is over, says {name}"),
            Fact.BodyOneofCase.CareRequestMade => (
                Tone.Message,
                $"request #{fact.Seq} to {await NamesAsync(fact.CareRequestMade.Addressees, cancellationToken)}: " +
                $"/take {fact.Seq}, /decline {fact.Seq}"),
            Fact.BodyOneofCase.CareRequestTaken =>
                (Tone.Notice, $"request #{fact.CareRequestTaken.Request}: {name} has it"),
            Fact.BodyOneofCase.CareRequestAnswered =>
                (Tone.Notice, $"request #{fact.CareRequestAnswered.Request}: {name} has answered"),
            Fact.BodyOneofCase.CareRequestClosed =>
                (Tone.Notice, $"request #{fact.CareRequestClosed.Request} is closed by {name}"),
            Fact.BodyOneofCase.CareRequestDeclined =>
                (Tone.Notice, $"request #{fact.CareRequestDeclined.Request} is declined by {name}"),
            Fact.BodyOneofCase.MemberAdded when IdOf(fact.MemberAdded.Person) != author => (
                Tone.Notice,
                $"{name} added {await NameAsync(fact.MemberAdded.Person, cancellationToken)}" +
                Shown.Terms(fact.MemberAdded)),
            Fact.BodyOneofCase.PracticeSet => (
                Tone.Notice, $"{name} acts {Shown.Practice(fact.PracticeSet.Practice)} from now on"),
            Fact.BodyOneofCase.CareRequestAddresseeChanged => (
                Tone.Notice,
                $"{await NameAsync(fact.CareRequestAddresseeChanged.Person, cancellationToken)} " +
                (fact.CareRequestAddresseeChanged.Joined.Count > 0 ? "is asked now: " : "is asked no more: ") +
                string.Join(", ", fact.CareRequestAddresseeChanged.Joined
                    .Concat(fact.CareRequestAddresseeChanged.Left).Select(request => $"request #{request}"))),
            Fact.BodyOneofCase.ReceiptsSet => (Tone.Notice, fact.ReceiptsSet.Policy switch
            {
                ReceiptPolicy.Members => $"{name}: members see from here on how far the others are",
                ReceiptPolicy.Creator => $"{name}: who opened this sees from here on how far the others are",
                _ => $"{name}: nobody sees any more how far the others are",
            }),
            Fact.BodyOneofCase.MessageFiled => (
                Tone.Notice,
                $"#{fact.MessageFiled.Message} is in the dossier now, filed by {name}: " +
                $"{fact.MessageFiled.Kind.ToString().ToLowerInvariant()} #{fact.MessageFiled.Entry}"),
            Fact.BodyOneofCase.SynthesisAsked => (Tone.Notice, $"{name} asked for a synthesis"),
            Fact.BodyOneofCase.MemberRemoved => (
                Tone.Notice, $"{name} removed {await NameAsync(fact.MemberRemoved.Person, cancellationToken)}"),
            Fact.BodyOneofCase.MemberLeft => (Tone.Notice, $"{name} left"),
            _ => null,
        };

    private ValueTask<string> NameAsync(ByteString person, CancellationToken cancellationToken) =>
        people.NameOfAsync(IdOf(person), cancellationToken);

    private async Task<string> NamesAsync(IEnumerable<ByteString> persons, CancellationToken cancellationToken)
    {
        List<string> names = [];
        foreach (ByteString person in persons)
        {
            names.Add(await NameAsync(person, cancellationToken));
        }

        return string.Join(", ", names);
    }
}
