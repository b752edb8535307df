using System.Buffers.Binary;

namespace Spico.Load.Driving;

/// <summary>
/// What every text of a run begins with, so that any receiver of any server can tell what it got: the conversation,
/// the sender, the sender's number and when it was meant to be sent, as 40 hexadecimal digits. Letters fill the rest.
/// </summary>
/// <param name="Conversation">The conversation it was posted to.</param>
/// <param name="Sender">The member who posted it.</param>
/// <param name="Number">1, 2, 3 … of that sender.</param>
/// <param name="Sent">When it was meant to be sent, on the clock of <see cref="System.Diagnostics.Stopwatch"/>.</param>
internal readonly record struct MessageHeader(int Conversation, int Sender, int Number, long Sent)
{
    /// <summary>Bytes of a text, at least.</summary>
    public const int Bytes = RawBytes * 2;

    private const int RawBytes = 20;
    private static readonly byte[] Filler = Letters();

    /// <summary>Writes the header and fills the rest of the text.</summary>
    public void Write(Span<byte> text)
    {
        Span<byte> raw = stackalloc byte[RawBytes];
        BinaryPrimitives.WriteInt32BigEndian(raw, Conversation);
        BinaryPrimitives.WriteInt32BigEndian(raw[4..], Sender);
        BinaryPrimitives.WriteInt32BigEndian(raw[8..], Number);
        BinaryPrimitives.WriteInt64BigEndian(raw[12..], Sent);
        Convert.TryToHexStringLower(raw, text, out _);
        Span<byte> rest = text[Bytes..];
        for (int at = Number * 31 % Filler.Length; !rest.IsEmpty; at = 0)
        {
            int length = Math.Min(rest.Length, Filler.Length - at);
            Filler.AsSpan(at, length).CopyTo(rest);
            rest = rest[length..];
        }
    }

    /// <summary>Reads the header of a text. False when it has none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out MessageHeader header)
    {
        header = default;
        Span<byte> raw = stackalloc byte[RawBytes];
        if (text.Length < Bytes ||
            Convert.FromHexString(text[..Bytes], raw, out _, out int written) != System.Buffers.OperationStatus.Done ||
            written != RawBytes)
        {
            return false;
        }

        header = new MessageHeader(
            BinaryPrimitives.ReadInt32BigEndian(raw),
            BinaryPrimitives.ReadInt32BigEndian(raw[4..]),
            BinaryPrimitives.ReadInt32BigEndian(raw[8..]),
            BinaryPrimitives.ReadInt64BigEndian(raw[12..]));
        return true;
    }

    private static byte[] Letters()
    {
        var random = new Random(1);
        byte[] letters = new byte[8191];
        for (int i = 0; i < letters.Length; i++)
        {
            int letter = random.Next(27);
            letters[i] = (byte)(letter == 26 ? ' ' : 'a' + letter);
        }

        return letters;
    }
}
