using CsCheck;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Streams;

public sealed class FactEncodingTests : IDisposable
{
    private readonly TestFolder _folder = TestFolder.Create("encoding");
    private readonly MasterKey _master;
    private readonly StreamCipher _cipher;

    private static readonly Gen<FactRow> Rows = Gen.Select(
        Gen.Guid, Gen.Long[1, long.MaxValue], Gen.Long[0, long.MaxValue], Gen.Guid, Gen.Long, Gen.Int[0, 3],
        (stream, seq, ordinal, author, at, dataClass) => new FactRow
        {
            Stream = StreamId.From(stream),
            Seq = seq,
            Ordinal = ordinal,
            Author = PersonId.From(author),
            At = at,
            Kind = Fact.MessagePostedFieldNumber,
            DataClass = (DataClass)dataClass,
        });

    private static readonly Gen<Fact> Bodies = Gen.OneOf(
        Gen.String[0, 300].Select(text => new Fact { MessagePosted = new MessagePosted { Text = text } }),
        Gen.Guid.Select(person => new Fact
        {
            MemberAdded = new MemberAdded { Person = PersonId.From(person).ToByteString(), VisibleAfter = 7 },
        }),
        Gen.Const(new Fact { MemberLeft = new MemberLeft() }));

    public FactEncodingTests()
    {
        _master = MasterKey.Load(_folder.File("master.key"), createWhenAbsent: true);
        _cipher = StreamCipher.Create(_master, StreamId.InboxOf(PersonId.New()), out _);
    }

    public void Dispose()
    {
        _cipher.Dispose();
        _master.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_fact_is_encoded_as_the_generated_classes_would() => Gen.Select(Rows, Bodies).Sample((row, body) =>
    {
        byte[] expected = Generated(row, body);
        byte[] encoded = FactEncoding.Encode(row, body, out int bodyStart);
        Assert.Equal(expected, encoded);
        Assert.Equal(body.ToByteArray(), encoded[bodyStart..]);
        row.Sealed = _cipher.Seal(row, body.ToByteArray());
        Assert.Equal(expected, FactEncoding.Encode(row, _cipher, out int openedStart));
        Assert.Equal(bodyStart, openedStart);
    });

    [Fact]
    public void An_elided_fact_tells_its_position_alone() => Rows.Sample(row =>
    {
        var fact = new Fact { Stream = row.Stream.ToByteString(), Seq = (ulong)row.Seq, Elided = new Elided() };
        byte[] expected = new Frame { Push = new Push { Fact = fact } }.ToByteArray();
        Assert.Equal(expected, FactEncoding.EncodeElided(row.Stream, row.Seq));
    });

    [Fact]
    public void A_delivered_text_of_200_bytes_costs_at_most_271_bytes()
    {
        var row = new FactRow
        {
            Stream = StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New()),
            Seq = 1_000_000,
            Ordinal = 1_000_000,
            Author = PersonId.New(),
            At = DateTimeOffset.UnixEpoch.AddYears(80).ToUnixTimeMilliseconds(),
            Kind = Fact.MessagePostedFieldNumber,
            DataClass = DataClass.Medical,
        };
        var body = new Fact { MessagePosted = new MessagePosted { Text = new string('x', 200) } };
        Assert.InRange(FactEncoding.Encode(row, body, out _).Length, 200, 271);
    }

    private static byte[] Generated(FactRow row, Fact body)
    {
        Fact fact = body.Clone();
        fact.Stream = row.Stream.ToByteString();
        fact.Seq = (ulong)row.Seq;
        fact.Author = row.Author.ToByteString();
        fact.At = row.At;
        fact.Ordinal = (ulong)row.Ordinal;
        fact.DataClass = row.DataClass;
        return new Frame { Push = new Push { Fact = fact } }.ToByteArray();
    }
}
