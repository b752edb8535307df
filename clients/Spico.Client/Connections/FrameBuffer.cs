using System.Buffers;

namespace Spico.Client.Connections;

/// <summary>Frames waiting to be sent, end to end in one buffer that is reused.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    // A buffer that a burst made large is let go afterwards, so that thousands of idle clients stay small.
    private const int BytesKept = 16 * 1024;

    private readonly List<int> _ends = [];
    private byte[] _bytes = [];
    private int _length;

    public bool IsEmpty => _length == 0;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Where each frame ends.</summary>
    public IReadOnlyList<int> Ends => _ends;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public void EndFrame() => _ends.Add(_length);

    public void Clear()
    {
        _length = 0;
        _ends.Clear();
        if (_bytes.Length > BytesKept)
        {
            _bytes = [];
        }
    }

    private void Reserve(int count)
    {
        int wanted = _length + Math.Max(count, 256);
        if (wanted > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(wanted, _bytes.Length * 2));
        }
    }
}
