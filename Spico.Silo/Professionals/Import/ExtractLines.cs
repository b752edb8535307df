using System.Text;
using System.Text.Unicode;

namespace Spico.Silo.Professionals.Import;

/// <summary>
/// The lines of an extract, one at a time in one buffer. Strict: UTF-8 with or without its mark, one kind of line end
/// throughout, no control characters, no line beyond the limit. Anything else refuses the file and says where.
/// </summary>
internal sealed class ExtractLines(Stream stream, int lineBytesMax)
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';
    private const byte Separator = (byte)'|';

    private readonly byte[] _bytes = new byte[Math.Max(lineBytesMax * 2, 1 << 17)];
    private readonly char[] _chars = new char[lineBytesMax];
    private int _from;
    private int _to;
    private bool _isAtEnd;
    private bool? _endsWithReturn;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line that was read last, without its end; good until the next is read.</summary>
    public ReadOnlyMemory<char> Line { get; private set; }

    /// <summary>Reads the next line; false at the end of the file.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = _bytes.AsSpan(_from, _to - _from).IndexOf(LineFeed)) < 0)
        {
            if (_to - _from > lineBytesMax)
            {
                throw Refused("", $"longer than {lineBytesMax} bytes.", 1);
            }

            if (_isAtEnd)
            {
                return TakeRest();
            }

            await FillAsync(cancellationToken);
        }

        Take(length, hasEnd: true);
        return true;
    }

    private bool TakeRest()
    {
        if (_from == _to)
        {
            return false;
        }

        Take(_to - _from, hasEnd: false);
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _bytes.AsSpan(_from, _to - _from).CopyTo(_bytes);
        _to -= _from;
        _from = 0;
        int read = await stream.ReadAsync(_bytes.AsMemory(_to), cancellationToken);
        _isAtEnd = read == 0;
        _to += read;
        if (Number == 0 && !_isAtEnd)
        {
            SkipMark();
        }
    }

    private void SkipMark()
    {
        ReadOnlySpan<byte> start = _bytes.AsSpan(0, _to);
        switch (start)
        {
            case [0xEF, 0xBB, 0xBF, ..]:
                _from = 3;
                break;
            case [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]:
                throw new ExtractRefusedException(1, "", "the file is UTF-16; UTF-8 is wanted.");
            case [(byte)'P', (byte)'K', ..] or [0x1F, 0x8B, ..]:
                throw new ExtractRefusedException(0, "", "The file is an archive: unpack it first.");
            default:
                break;
        }
    }

    private void Take(int length, bool hasEnd)
    {
        Number++;
        ReadOnlySpan<byte> line = _bytes.AsSpan(_from, length);
        _from += length + (hasEnd ? 1 : 0);
        bool hasReturn = line is [.., CarriageReturn];
        line = hasReturn ? line[..^1] : line;
        if (hasEnd && (_endsWithReturn ??= hasReturn) != hasReturn)
        {
            throw Refused("", "line ends of both kinds in one file.", 0);
        }

        if (line.Length > lineBytesMax)
        {
            throw Refused("", $"longer than {lineBytesMax} bytes.", 0);
        }

        if (Utf8.ToUtf16(line, _chars, out int read, out int written, replaceInvalidSequences: false)
            != System.Buffers.OperationStatus.Done)
        {
            throw Refused(ColumnAt(line[..read]), "not UTF-8.", 0);
        }

        int control = _chars.AsSpan(0, written).IndexOfAnyInRange('\0', '\u001F');
        if (control >= 0)
        {
            throw Refused(
                ColumnAt(Encoding.UTF8.GetBytes(_chars, 0, control)), "a control character.", 0);
        }

        Line = _chars.AsMemory(0, written);
    }

    private static string ColumnAt(ReadOnlySpan<byte> before) => $"field {before.Count(Separator) + 1}";

    private ExtractRefusedException Refused(string column, string reason, int ahead) =>
        new(Number + ahead, column, reason);
}
