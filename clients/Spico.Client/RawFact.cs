namespace Spico.Client;

/// <summary>A fact as it arrived: its clear fields read, its body left encoded. Valid while its bytes are.</summary>
public readonly ref struct RawFact
{
    private const int BodyFieldFirst = 7;

    private RawFact(Guid stream, long seq, Guid author, long at, long ordinal, int bodyField, ReadOnlySpan<byte> body)
    {
        Stream = stream;
        Seq = seq;
        Author = author;
        At = at;
        Ordinal = ordinal;
        BodyField = bodyField;
        Body = body;
    }

    /// <summary>The stream's id.</summary>
    public Guid Stream { get; }

    /// <summary>The position in the stream.</summary>
    public long Seq { get; }

    /// <summary>Who did it; empty in an elided fact.</summary>
    public Guid Author { get; }

    /// <summary>When it was accepted, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long At { get; }

    /// <summary>The number among the stream's messages; 0 for anything else.</summary>
    public long Ordinal { get; }

    /// <summary>The field number of the body within Fact: 7 is a message.</summary>
    public int BodyField { get; }

    /// <summary>The encoded body.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>The content of a text, bytes or message field of the body. False when the body has none.</summary>
    public bool TryReadBodyField(int number, out ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> rest = Body;
        while (!rest.IsEmpty && WireReader.TryReadField(ref rest, out int field, out _, out content))
        {
            if (field == number)
            {
                return true;
            }
        }

        content = default;
        return false;
    }

    /// <summary>Reads an encoded Fact. False when the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RawFact fact)
    {
        Guid stream = default, author = default;
        long seq = 0, at = 0, ordinal = 0;
        int bodyField = 0;
        ReadOnlySpan<byte> body = default;
        fact = default;
        while (!bytes.IsEmpty)
        {
            if (!WireReader.TryReadField(ref bytes, out int field, out ulong number, out ReadOnlySpan<byte> content))
            {
                return false;
            }

            switch (field)
            {
                case 1 when content.Length == 16: stream = new Guid(content, bigEndian: true); break;
                case 2: seq = (long)number; break;
                case 3 when content.Length == 16: author = new Guid(content, bigEndian: true); break;
                case 4: at = (long)number; break;
                case 5: ordinal = (long)number; break;
                case 6: break;
                case >= BodyFieldFirst:
                    bodyField = field;
                    body = content;
                    break;
                default: return false;
            }
        }

        fact = new RawFact(stream, seq, author, at, ordinal, bodyField, body);
        return seq > 0;
    }
}
