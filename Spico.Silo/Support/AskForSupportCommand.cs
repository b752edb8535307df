using System.Globalization;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>A new request for support.</summary>
internal sealed class AskForSupportCommand(
    StreamId stream, PersonId author, AskForSupportRequest request, SupportOptions options, long now)
    : IStreamCommand<SupportRequests>
{
    private const long DayMs = 24 * 60 * 60 * 1_000;

    public PersonId Author => author;

    public RequestId Request { get; } = RequestId.TryFrom(request.RequestId, out RequestId id) ? id : default;

    public Guid Hash { get; } = RequestHash.Of(Command.AskForSupportFieldNumber, request);

    /// <summary>What to call a request on the telephone.</summary>
    public static string ReferenceOf(StreamId stream, ulong number) => string.Create(
        CultureInfo.InvariantCulture, $"{stream.ToString().Substring(2, 6).ToUpperInvariant()}-{number}");

    public Decision Decide(SupportRequests fold)
    {
        if (fold.CountSince(now - DayMs) >= options.RequestsPerDay)
        {
            return Decision.Refuse(Refusal.LimitReached("text", options.RequestsPerDay, "requests a day"));
        }

        ulong number = (ulong)fold.Head.Seq + 1;
        var made = new SupportRequest
        {
            Stream = stream.ToByteString(),
            Number = number,
            Reference = ReferenceOf(stream, number),
            Person = author.ToByteString(),
            AskedAt = now,
            Text = request.Text,
            Context = request.Context,
            State = SupportState.Open,
            ChangedBy = author.ToByteString(),
            ChangedAt = now,
        };
        return Decision.Write(
            new FactDraft(
                new Fact { SupportRequestChanged = new SupportRequestChanged { Request = made } },
                DataClass.Unspecified),
            SupportRows.Of(stream, made));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        AskForSupport = new AskForSupportResponse
        {
            Stream = stream.ToByteString(),
            Number = (ulong)outcome.Seq,
            Reference = ReferenceOf(stream, (ulong)outcome.Seq),
        },
    };
}
