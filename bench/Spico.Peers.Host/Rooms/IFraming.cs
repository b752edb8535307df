using System.Buffers;
using System.IO.Pipelines;

namespace Spico.Peers.Host.Rooms;

/// <summary>How messages lie on a connection.</summary>
internal interface IFraming
{
    /// <summary>What precedes the first message; false when the client does not speak this.</summary>
    Task<bool> OpenAsync(IDuplexPipe transport);

    /// <summary>Takes the first message off the bytes, if it is there whole.</summary>
    bool TryRead(ref ReadOnlySequence<byte> bytes, out byte[] message);

    /// <summary>A message as it goes to everybody.</summary>
    byte[] Encode(ReadOnlySpan<byte> message);
}
