using System.Buffers;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Client.Connections;

/// <summary>Carries whole frames over one connection: one reader, one writer. Disposed of after both.</summary>
internal interface IFrameTransport : IAsyncDisposable
{
    /// <summary>What the transport itself said about the end of the connection.</summary>
    Goodbye? Goodbye { get; }

    /// <summary>Appends a frame to what will be sent together.</summary>
    void Append(FrameBuffer batch, IFrameCodec codec, Frame frame);

    /// <summary>Sends a batch.</summary>
    ValueTask SendAsync(FrameBuffer batch, CancellationToken cancellationToken);

    /// <summary>The bytes of the next frame, valid until the next call; null at the end.</summary>
    ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken);

    /// <summary>Tells the other side, where the transport has a way to. Both loops may still be running.</summary>
    ValueTask CloseAsync();
}
