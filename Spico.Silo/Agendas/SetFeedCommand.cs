using System.Security.Cryptography;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>
/// A link to make in the place of the one that was, or to take away. Its secret follows from the request and the key of
/// the store: asked again it is the same, and what is stored is its hash alone.
/// </summary>
internal sealed class SetFeedCommand : AgendaCommand
{
    private readonly SetAgendaFeedRequest _request;
    private readonly byte[] _secret;

    private SetFeedCommand(AgendaCall call, SetAgendaFeedRequest request, MasterKey key)
        : base(call, request.RequestId, Command.SetAgendaFeedFieldNumber, request)
    {
        _request = request;
        _secret = key.SealTicket(
            [.. "agenda feed "u8, .. call.Agenda.ToByteString().Span, .. Author.ToByteString().Span,
                .. request.RequestId.Span]);
    }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        AgendaCall call, SetAgendaFeedRequest request, MasterKey key, out AgendaCommand? command)
    {
        command = null;
        Error? invalid = call.CheckOwner(request.Person, request.Structure, ByteString.Empty)
            ?? (RequestId.TryFrom(request.RequestId, out _) ? null : Refusal.Invalid("request_id", "16 bytes."));
        command = invalid is null ? new SetFeedCommand(call, request, key) : null;
        return invalid;
    }

    public override Decision Decide(AgendaState fold)
    {
        if (!fold.IsHolder(Author) || Call.Caller.ActedBy is not null)
        {
            return Decision.Refuse(Refusal.NotAccessible("agenda"));
        }

        if (!_request.On && !fold.HasFeed)
        {
            return Decision.Unchanged(new Reply { SetAgendaFeed = new SetAgendaFeedResponse() });
        }

        ByteString hash = _request.On ? ByteString.CopyFrom(SHA256.HashData(_secret)) : ByteString.Empty;
        return Decision.Write(new FactDraft(
            new Fact { AgendaFeedSet = new AgendaFeedSet { Hash = hash } }, DataClass.Coordination));
    }

    public override Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        SetAgendaFeed = new SetAgendaFeedResponse
        {
            Path = _request.On ? FeedPath.Of(Call.Agenda, _secret) : string.Empty,
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.LastSeq },
        },
    };
}
