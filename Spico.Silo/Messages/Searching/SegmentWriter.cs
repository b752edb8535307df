using System.Buffers;
using Spico.Protocol;

namespace Spico.Silo.Messages.Searching;

/// <summary>
/// Writes messages of one conversation, in their order, as one row of the index keeps them before it is sealed: a
/// version, then for each message what can be asked about it, and its text.
/// </summary>
internal sealed class SegmentWriter
{
    /// <summary>Changes with the layout, and with what texts are folded to.</summary>
    public const byte Version = 1;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Dictionary<PersonId, int> _authors = [];
    private long _seq;
    private long _at;

    public SegmentWriter() => WriteByte(Version);

    /// <summary>How many bytes there are.</summary>
    public int Length => _bytes.WrittenCount;

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void Add(in SearchedMessage message)
    {
        WriteNumber(message.Seq - _seq);
        WriteNumber(message.At - _at);
        (_seq, _at) = (message.Seq, message.At);
        WriteAuthor(message.Author);
        WriteByte((byte)message.DataClass);
        WriteByte((byte)message.Traits);
        WriteNumber(message.Text.Length);
        _bytes.Write(message.Text);
    }

    // An author is told whole the first time, then by their number in the segment.
    private void WriteAuthor(PersonId author)
    {
        if (_authors.TryGetValue(author, out int number))
        {
            WriteNumber(number);
            return;
        }

        _authors.Add(author, _authors.Count);
        WriteNumber(_authors.Count - 1);
        author.Value.TryWriteBytes(_bytes.GetSpan(16), bigEndian: true, out _);
        _bytes.Advance(16);
    }

    private void WriteByte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    private void WriteNumber(long value)
    {
        var rest = (ulong)value;
        Span<byte> bytes = _bytes.GetSpan(10);
        int length = 0;
        while (rest >= 0x80)
        {
            bytes[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        bytes[length++] = (byte)rest;
        _bytes.Advance(length);
    }
}
