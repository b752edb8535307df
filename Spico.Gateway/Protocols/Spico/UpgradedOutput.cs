using System.Buffers;
using System.IO.Pipelines;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>
/// Writes to an upgraded connection: what was written since the last flush leaves in one piece, hence with one flush of
/// Kestrel's, whatever its size. (The framework's writer over a stream writes, and flushes, segment by segment.) Holds
/// no buffer between two flushes.
/// </summary>
internal sealed class UpgradedOutput(Stream stream) : PipeWriter
{
    private const int BufferMin = 4096;
    private readonly Lock _gate = new();
    private byte[]? _buffer;
    private int _written;
    private bool _isPending;
    private CancellationTokenSource? _flushing;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _written;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (_buffer?.Length ?? 0) - _written);
        _written += bytes;
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_written == 0)
        {
            return default;
        }

        CancellationTokenSource flushing = _flushing ??= new CancellationTokenSource();
        try
        {
            // Kestrel takes the bytes before this returns; what is awaited, and may be given up, is the client.
            ValueTask writing = stream.WriteAsync(_buffer.AsMemory(0, _written), flushing.Token);
            NotePending(!writing.IsCompleted);
            await writing;
            return default;
        }
        catch (OperationCanceledException) when (flushing.IsCancellationRequested)
        {
            _flushing = null;
            flushing.Dispose();
            return new FlushResult(isCanceled: true, isCompleted: false);
        }
        finally
        {
            NotePending(false);
            Release();
        }
    }

    public override void CancelPendingFlush()
    {
        lock (_gate)
        {
            if (_isPending)
            {
                _flushing?.Cancel();
            }
        }
    }

    public override void Complete(Exception? exception = null) => Release();

    private void NotePending(bool isPending)
    {
        lock (_gate)
        {
            _isPending = isPending;
        }
    }

    private void Reserve(int sizeHint)
    {
        int needed = _written + Math.Max(1, sizeHint);
        if (_buffer is not null && _buffer.Length >= needed)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(BufferMin, Math.Max(needed, _written * 2)));
        _buffer.AsSpan(0, _written).CopyTo(larger);
        int written = _written;
        Release();
        _buffer = larger;
        _written = written;
    }

    private void Release()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }

        _written = 0;
    }
}
