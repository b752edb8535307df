using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.CareRequests;

/// <summary>
/// The requests of a conversation that are not over, in the order they were made. Those that are over are in the
/// stream, and no longer here.
/// </summary>
internal sealed class OpenCareRequests
{
    private readonly SortedDictionary<long, OpenCareRequest> _open = [];

    public int Count => _open.Count;

    public IEnumerable<OpenCareRequest> All => _open.Values;

    /// <summary>The request of this name that is not over, or null.</summary>
    public OpenCareRequest? Find(long seq) => _open.GetValueOrDefault(seq);

    /// <summary>Takes a fact in; those that are not about requests change nothing.</summary>
    public void Apply(in StreamFact fact)
    {
        switch (fact.Kind)
        {
            case Fact.BodyOneofCase.CareRequestMade:
                _open[fact.Head.Seq] = new OpenCareRequest
                {
                    Seq = fact.Head.Seq,
                    Message = (long)fact.Body!.CareRequestMade.Message,
                    AskedBy = fact.Author,
                    AskedAt = fact.Head.At,
                    Addressees = [.. fact.Body.CareRequestMade.Addressees.Select(OpenCareRequest.PersonOf)],
                    Structures = [.. fact.Body.CareRequestMade.Structures],
                    Named = [.. fact.Body.CareRequestMade.Named.Select(OpenCareRequest.PersonOf)],
                    ChangedAt = fact.Head.At,
                };
                break;
            case Fact.BodyOneofCase.CareRequestAddresseeChanged:
                Readdress(fact.Body!.CareRequestAddresseeChanged);
                break;
            case Fact.BodyOneofCase.CareRequestTaken:
                Move(fact, fact.Body!.CareRequestTaken.Request, CareRequestMove.Take);
                break;
            case Fact.BodyOneofCase.CareRequestAnswered:
                Move(fact, fact.Body!.CareRequestAnswered.Request, CareRequestMove.Answer);
                break;
            case Fact.BodyOneofCase.CareRequestClosed:
                Move(fact, fact.Body!.CareRequestClosed.Request, CareRequestMove.Close);
                break;
            case Fact.BodyOneofCase.CareRequestDeclined:
                Move(fact, fact.Body!.CareRequestDeclined.Request, CareRequestMove.Decline);
                break;
        }
    }

    /// <summary>Writes everything that is kept.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        foreach (OpenCareRequest request in All)
        {
            byte[] bytes = request.ToMessage().ToByteArray();
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            byte[] bytes = reader.ReadBytes(reader.ReadInt32());
            OpenCareRequest request = OpenCareRequest.Of(CareRequest.Parser.ParseFrom(bytes));
            _open.Add(request.Seq, request);
        }
    }

    private void Readdress(CareRequestAddresseeChanged changed)
    {
        PersonId person = OpenCareRequest.PersonOf(changed.Person);
        foreach (ulong seq in changed.Joined)
        {
            Replace((long)seq, request => request.JoinedBy(person));
        }

        foreach (ulong seq in changed.Left)
        {
            Replace((long)seq, request => request.LeftBy(person));
        }
    }

    private void Replace(long seq, Func<OpenCareRequest, OpenCareRequest> change)
    {
        if (Find(seq) is { } request)
        {
            _open[seq] = change(request);
        }
    }

    private void Move(in StreamFact fact, ulong seq, CareRequestMove move)
    {
        if (Find((long)seq) is not { } request)
        {
            return;
        }

        OpenCareRequest after = request.After(move, fact.Author, fact.Head.At);
        if (after.IsOver)
        {
            _open.Remove(request.Seq);
        }
        else
        {
            _open[request.Seq] = after;
        }
    }
}
