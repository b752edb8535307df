using System.Buffers.Text;
using System.Text;

namespace Spico.Silo.Syntheses.Html;

/// <summary>Writes bytes as the letters of base64, a piece at a time.</summary>
internal sealed class Base64Writer(TextWriter output) : Stream
{
    // A multiple of three, so that no piece but the last is padded.
    private const int PieceBytes = 48 * 1024;

    private readonly byte[] _piece = new byte[PieceBytes];
    private int _filled;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int taken = Math.Min(buffer.Length, PieceBytes - _filled);
            buffer[..taken].CopyTo(_piece.AsSpan(_filled));
            _filled += taken;
            buffer = buffer[taken..];
            if (_filled == PieceBytes)
            {
                Finish();
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes what is left.</summary>
    public void Finish()
    {
        byte[] letters = new byte[Base64.GetMaxEncodedToUtf8Length(_filled)];
        Base64.EncodeToUtf8(_piece.AsSpan(0, _filled), letters, out _, out int written);
        output.Write(Encoding.ASCII.GetChars(letters, 0, written));
        _filled = 0;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
