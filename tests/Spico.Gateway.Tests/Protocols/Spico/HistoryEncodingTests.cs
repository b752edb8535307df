using CsCheck;
using Google.Protobuf;
using Spico.Gateway.Protocols.Spico;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Tests.Protocols.Spico;

public sealed class HistoryEncodingTests
{
    private static readonly StreamId Stream =
        StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New());

    private static readonly Gen<Envelope> Facts = Gen.Select(Gen.Long[1, long.MaxValue], Gen.String[0, 400], Enclose);

    private static readonly Gen<Frame> Replies = Gen.Select(
        Gen.UInt, Gen.ULong, Gen.Bool, (id, head, isEnd) => new Frame
        {
            Id = id,
            Reply = new Reply
            {
                ReadHistory = new ReadHistoryResponse { Head = new Position { Epoch = 1, Seq = head }, End = isEnd },
            },
        });

    [Fact]
    public void A_page_of_history_is_encoded_as_the_generated_classes_would() =>
        Gen.Select(Replies, Facts.Array[0, 20]).Sample((frame, facts) =>
        {
            Reply whole = new SessionReply(frame.Reply, facts).Whole();
            Assert.Equal(facts.Length, whole.ReadHistory.Facts.Count);
            byte[] expected = new Frame { Id = frame.Id, Reply = whole }.ToByteArray();
            byte[] bytes = new byte[HistoryEncoding.BytesOf(frame, facts)];
            Assert.Equal(expected, HistoryEncoding.Write(frame, facts, bytes).ToArray());
        });

    private static Envelope Enclose(long seq, string text)
    {
        var fact = new Fact { Seq = (ulong)seq, MessagePosted = new MessagePosted { Text = text } };
        byte[] frame = new Frame { Push = new Push { Fact = fact } }.ToByteArray();
        return new Envelope(Stream, seq, DataClass.Unspecified, frame, null);
    }
}
