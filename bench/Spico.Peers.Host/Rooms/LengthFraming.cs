using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Spico.Peers.Host.Rooms;

/// <summary>Four bytes of length, then so many bytes.</summary>
internal sealed class LengthFraming : IFraming
{
    private const int HeaderLength = 4;
    private const int LengthMax = 1 << 20;

    public Task<bool> OpenAsync(IDuplexPipe transport) => Task.FromResult(true);

    public bool TryRead(ref ReadOnlySequence<byte> bytes, out byte[] message)
    {
        message = [];
        SequenceReader<byte> reader = new(bytes);
        if (!reader.TryReadBigEndian(out int length))
        {
            return false;
        }

        if (length is < 0 or > LengthMax)
        {
            throw new InvalidDataException($"A message of {length} bytes.");
        }

        if (reader.Remaining < length)
        {
            return false;
        }

        message = reader.UnreadSequence.Slice(0, length).ToArray();
        bytes = bytes.Slice(HeaderLength + length);
        return true;
    }

    public byte[] Encode(ReadOnlySpan<byte> message)
    {
        byte[] frame = new byte[HeaderLength + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        message.CopyTo(frame.AsSpan(HeaderLength));
        return frame;
    }
}
