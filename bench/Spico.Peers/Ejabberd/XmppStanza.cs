using System.Buffers;

namespace Spico.Peers.Ejabberd;

/// <summary>XML as ejabberd writes it: no comments, no CDATA, and no angle bracket within an attribute.</summary>
internal static class XmppStanza
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("<>&'\""u8);

    /// <summary>
    /// How long the first element is with all it contains; 0 when it is not there whole. What opens the stream, and a
    /// declaration, count as an element.
    /// </summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        int depth = 0;
        int at = 0;
        while (bytes[at..].IndexOf((byte)'<') is var open and >= 0)
        {
            ReadOnlySpan<byte> tag = bytes[(at + open)..];
            int close = tag.IndexOf((byte)'>');
            if (close < 0)
            {
                return 0;
            }

            at += open + close + 1;
            tag = tag[..close];
            if (depth == 0 && (tag.StartsWith("<?"u8) || tag.StartsWith("<stream:stream"u8)))
            {
                return at;
            }

            depth += tag[1] == '/' ? -1 : tag[^1] == '/' ? 0 : 1;
            if (depth <= 0)
            {
                return at;
            }
        }

        return 0;
    }

    /// <summary>Writes text so that it is text in XML.</summary>
    public static void Escape(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        while (text.IndexOfAny(Special) is var at and >= 0)
        {
            output.Write(text[..at]);
            output.Write(text[at] switch
            {
                (byte)'<' => "&lt;"u8,
                (byte)'>' => "&gt;"u8,
                (byte)'&' => "&amp;"u8,
                (byte)'\'' => "&apos;"u8,
                _ => "&quot;"u8,
            });
            text = text[(at + 1)..];
        }

        output.Write(text);
    }

    /// <summary>The text of XML; the buffer is used when it is not the same.</summary>
    public static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> xml, ArrayBufferWriter<byte> buffer)
    {
        if (xml.IndexOf((byte)'&') < 0)
        {
            return xml;
        }

        buffer.ResetWrittenCount();
        while (xml.IndexOf((byte)'&') is var at and >= 0)
        {
            buffer.Write(xml[..at]);
            ReadOnlySpan<byte> entity = xml[at..(at + xml[at..].IndexOf((byte)';') + 1)];
            buffer.Write(entity switch
            {
                _ when entity.SequenceEqual("&lt;"u8) => "<"u8,
                _ when entity.SequenceEqual("&gt;"u8) => ">"u8,
                _ when entity.SequenceEqual("&amp;"u8) => "&"u8,
                _ when entity.SequenceEqual("&apos;"u8) => "'"u8,
                _ => "\""u8,
            });
            xml = xml[(at + entity.Length)..];
        }

        buffer.Write(xml);
        return buffer.WrittenSpan;
    }
}
