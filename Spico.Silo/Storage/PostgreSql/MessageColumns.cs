using Npgsql;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>The parameters of <see cref="CommitSql.Messages"/>.</summary>
internal sealed class MessageColumns
{
    private readonly List<Guid> _id, _stream, _author, _ownStream, _ownPerson;
    private readonly List<Guid?> _requestId, _requestHash;
    private readonly List<long> _expected, _head, _headOrdinal, _activeAt, _seq, _ordinal, _at;
    private readonly List<int> _kind, _ownCount;
    private readonly List<int?> _requestFacts;
    private readonly List<short> _dataClass;
    private readonly List<byte[]> _sealed;

    public MessageColumns(NpgsqlCommand command, Columns columns)
    {
        Epoch = new NpgsqlParameter<long>("epoch", 0L);
        command.Parameters.Add(Epoch);
        _id = columns.Ids("id");
        _expected = columns.Longs("expected");
        _head = columns.Longs("head");
        _headOrdinal = columns.Longs("head_ordinal");
        _activeAt = columns.Longs("active_at");
        _stream = columns.Ids("stream");
        _seq = columns.Longs("seq");
        _ordinal = columns.Longs("ordinal");
        _author = columns.Ids("author");
        _at = columns.Longs("at");
        _kind = columns.Integers("kind");
        _dataClass = columns.Shorts("data_class");
        _requestId = columns.OptionalIds("request_id");
        _requestHash = columns.OptionalIds("request_hash");
        _requestFacts = columns.OptionalIntegers("request_facts");
        _sealed = columns.Bytes("sealed");
        _ownStream = columns.Ids("own_stream");
        _ownPerson = columns.Ids("own_person");
        _ownCount = columns.Integers("own_count");
    }

    public NpgsqlParameter<long> Epoch { get; }

    public void Add(StreamClaim claim)
    {
        _id.Add(claim.Stream.Value);
        _expected.Add(claim.Expected);
        _head.Add(claim.Head);
        _headOrdinal.Add(claim.Ordinal);
        _activeAt.Add(claim.ActiveAt);
        foreach (Append append in claim.Appends)
        {
            foreach (FactRow fact in append.Facts)
            {
                Add(fact);
            }
        }
    }

    public void AddOwn(Guid stream, OwnMessages own)
    {
        _ownStream.Add(stream);
        _ownPerson.Add(own.Person.Value);
        _ownCount.Add(own.Count);
    }

    private void Add(FactRow fact)
    {
        bool isFirst = fact.Request is not null;
        _stream.Add(fact.Stream.Value);
        _seq.Add(fact.Seq);
        _ordinal.Add(fact.Ordinal);
        _author.Add(fact.Author.Value);
        _at.Add(fact.At);
        _kind.Add(fact.Kind);
        _dataClass.Add((short)fact.DataClass);
        _requestId.Add(fact.Request?.Value);
        _requestHash.Add(isFirst ? fact.RequestHash : null);
        _requestFacts.Add(isFirst ? fact.RequestFacts : null);
        _sealed.Add(fact.Sealed);
    }
}
