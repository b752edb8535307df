using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>
/// Writes the bytes of <c>Frame { id, reply { read_history { facts, … } } }</c> around facts that are encoded already.
/// The same bytes as the generated classes give.
/// </summary>
internal static class HistoryEncoding
{
    private const byte FrameId = Frame.IdFieldNumber << 3;
    private const byte FrameReply = (Frame.ReplyFieldNumber << 3) | 2;
    private const byte ReplyHistory = (Reply.ReadHistoryFieldNumber << 3) | 2;
    private const byte HistoryFact = (ReadHistoryResponse.FactsFieldNumber << 3) | 2;

    /// <summary>The largest number of bytes that a reply with these facts takes.</summary>
    public static int BytesOf(Frame frame, IReadOnlyList<Envelope> facts)
    {
        const int headersMax = 3 * (1 + 5);
        return headersMax + frame.Reply.ReadHistory.CalculateSize() + FactBytes(facts);
    }

    /// <summary>Writes the frame and returns the part of <paramref name="bytes"/> that it takes.</summary>
    public static ReadOnlySpan<byte> Write(Frame frame, IReadOnlyList<Envelope> facts, Span<byte> bytes)
    {
        ReadHistoryResponse rest = frame.Reply.ReadHistory;
        int restBytes = rest.CalculateSize();
        int history = FactBytes(facts) + restBytes;
        int at = 0;
        if (frame.Id != 0)
        {
            WriteField(bytes, ref at, FrameId, frame.Id);
        }

        WriteField(bytes, ref at, FrameReply, (uint)(1 + CodedOutputStream.ComputeLengthSize(history) + history));
        WriteField(bytes, ref at, ReplyHistory, (uint)history);
        foreach (Envelope fact in facts)
        {
            ReadOnlySpan<byte> push = PushIn(fact);
            bytes[at] = HistoryFact;
            push[1..].CopyTo(bytes[(at + 1)..]);
            at += push.Length;
        }

        rest.WriteTo(bytes.Slice(at, restBytes));
        return bytes[..(at + restBytes)];
    }

    private static int FactBytes(IReadOnlyList<Envelope> facts)
    {
        int bytes = 0;
        foreach (Envelope fact in facts)
        {
            bytes += PushIn(fact).Length;
        }

        return bytes;
    }

    // Frame { push { fact } }: what is inside the push is one field, which but for its tag is one of the page.
    private static ReadOnlySpan<byte> PushIn(Envelope fact)
    {
        int at = 1;
        while ((fact.Frame[at++] & 0x80) != 0)
        {
        }

        return fact.Frame.AsSpan(at);
    }

    private static void WriteField(Span<byte> bytes, ref int at, byte tag, uint value)
    {
        bytes[at++] = tag;
        while (value >= 0x80)
        {
            bytes[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[at++] = (byte)value;
    }
}
