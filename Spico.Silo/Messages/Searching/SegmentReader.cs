using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Messages.Searching;

/// <summary>Reads what <see cref="SegmentWriter"/> wrote: one message after the other, nothing copied.</summary>
internal ref struct SegmentReader
{
    private readonly List<PersonId> _authors = [];
    private readonly ReadOnlySpan<byte> _bytes;
    private int _next;
    private long _seq;
    private long _at;

    private SegmentReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _next = 1;
    }

    /// <summary>The message that was read last.</summary>
    public SearchedMessage Current { get; private set; }

    /// <summary>Begins to read; false for what an earlier version wrote, which is to be made again.</summary>
    public static bool TryBegin(ReadOnlySpan<byte> bytes, out SegmentReader reader)
    {
        reader = new SegmentReader(bytes);
        return bytes.Length > 0 && bytes[0] == SegmentWriter.Version;
    }

    /// <summary>Reads the next message; false at the end.</summary>
    public bool Read()
    {
        if (_next >= _bytes.Length)
        {
            return false;
        }

        _seq += ReadNumber();
        _at += ReadNumber();
        PersonId author = ReadAuthor();
        var dataClass = (DataClass)_bytes[_next++];
        var traits = (MessageTraits)_bytes[_next++];
        int length = (int)ReadNumber();
        Current = new SearchedMessage
        {
            Seq = _seq,
            At = _at,
            Author = author,
            DataClass = dataClass,
            Traits = traits,
            Text = _bytes.Slice(_next, length),
        };
        _next += length;
        return true;
    }

    private PersonId ReadAuthor()
    {
        int number = (int)ReadNumber();
        if (number == _authors.Count)
        {
            _authors.Add(PersonId.From(new Guid(_bytes.Slice(_next, 16), bigEndian: true)));
            _next += 16;
        }

        return _authors[number];
    }

    private long ReadNumber()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte one = _bytes[_next++];
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80)
            {
                return (long)value;
            }
        }
    }
}
