using System.Buffers.Binary;
using System.Text;

namespace Spico.Silo.Files.Inspection;

/// <summary>
/// What a film or a recording says of itself beside picture and sound: who made it with what, and where. Found box by
/// box, so that it can be blanked where it lies: no offset changes, hence everything else is still found.
/// </summary>
internal sealed class MovieBoxes
{
    private const int BoxesMax = 20_000;
    private const int DepthMax = 8;
    private const int HeaderBytes = 8;
    private const int WideHeaderBytes = 16;
    private const int TrackBytesMax = 1024 * 1024;

    private static readonly string[] Containers =
        ["moov", "trak", "edts", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf"];

    private static readonly string[] Sayings = ["udta", "meta", "uuid", "XMP_", "free", "skip"];

    // Tracks that tell places beside the picture: of action cameras, of Android, and of QuickTime.
    private static readonly byte[][] PlacesInTracks = ["gpmd"u8.ToArray(), "camm"u8.ToArray(), "location"u8.ToArray()];

    private readonly List<(long Type, long Content, long End)> _blanks = [];
    private readonly Stream _content;
    private int _boxes;

    private MovieBoxes(Stream content) => _content = content;

    /// <summary>Whether it tells places in a track of its own, which cannot be taken out.</summary>
    public bool TellsPlaces { get; private set; }

    /// <summary>Whether there is anything to blank.</summary>
    public bool HasBlanks => _blanks.Count > 0;

    /// <summary>What a film says of itself; null when it is not built as films are.</summary>
    public static MovieBoxes? Find(Stream content)
    {
        var boxes = new MovieBoxes(content);
        return boxes.Read(0, content.Length, 0) ? boxes : null;
    }

    /// <summary>Blanks what it says in a piece of it.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="from">Where it begins in the film.</param>
    public void Blank(Span<byte> piece, long from)
    {
        foreach ((long type, long content, long end) in _blanks)
        {
            for (int i = 0; i < 4; i++)
            {
                if (type + i >= from && type + i < from + piece.Length)
                {
                    piece[(int)(type + i - from)] = "free"u8[i];
                }
            }

            int first = (int)Math.Clamp(content - from, 0, piece.Length);
            piece[first..(int)Math.Clamp(end - from, 0, piece.Length)].Clear();
        }
    }

    private bool Read(long from, long end, int depth)
    {
        while (from < end)
        {
            if (++_boxes > BoxesMax || depth > DepthMax || end - from < HeaderBytes
                || !TryReadHeader(from, end, depth, out string type, out long content, out long next))
            {
                return false;
            }

            if (Sayings.Contains(type))
            {
                _blanks.Add((from + 4, content, next));
            }
            else if (type == "trak" && !LookAtTrack(content, next))
            {
                return false;
            }
            else if (Containers.Contains(type) && !Read(content, next, depth + 1))
            {
                return false;
            }

            from = next;
        }

        return true;
    }

    private bool TryReadHeader(
        long from, long end, int depth, out string type, out long content, out long next)
    {
        Span<byte> header = stackalloc byte[WideHeaderBytes];
        _content.Position = from;
        int read = _content.ReadAtLeast(header, WideHeaderBytes, throwOnEndOfStream: false);
        type = Encoding.Latin1.GetString(header[4..8]);
        ulong size = BinaryPrimitives.ReadUInt32BigEndian(header);
        content = from + HeaderBytes;
        next = end;
        switch (size)
        {
            case 0:
                // The last box of the file goes on to its end.
                return depth == 0;
            case 1 when read >= WideHeaderBytes:
                size = BinaryPrimitives.ReadUInt64BigEndian(header[8..]);
                content = from + WideHeaderBytes;
                break;
        }

        if (size < (ulong)(content - from) || size > (ulong)(end - from))
        {
            return false;
        }

        next = from + (long)size;
        return true;
    }

    // Its samples lie in the midst of the others: what such a track tells is not taken out, but not let in.
    private bool LookAtTrack(long from, long end)
    {
        byte[] track = new byte[(int)Math.Min(end - from, TrackBytesMax)];
        _content.Position = from;
        if (_content.ReadAtLeast(track, track.Length, throwOnEndOfStream: false) < track.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = track;
        int handler = bytes.IndexOf("hdlr"u8);
        bool isPicture = handler >= 0 && bytes.Length >= handler + 16
            && (bytes.Slice(handler + 12, 4).SequenceEqual("vide"u8)
                || bytes.Slice(handler + 12, 4).SequenceEqual("soun"u8));
        TellsPlaces |= !isPicture && PlacesInTracks.Any(place => track.AsSpan().IndexOf(place) >= 0);
        return true;
    }
}
