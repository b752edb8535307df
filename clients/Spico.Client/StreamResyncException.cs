using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// The position held of a stream cannot be continued (a backup was restored, or it is too far behind). Thrown once
/// by the enumeration of <see cref="OpenStream.Facts"/>: drop what is held of the stream, take
/// <see cref="Opening"/> as its state, page history as needed, and enumerate again for the facts after its head.
/// </summary>
public sealed class StreamResyncException : SpicoException
{
    internal StreamResyncException(OpenStreamResponse opening)
        : base(new Error
        {
            Code = ErrorCode.WrongState,
            Message = "The stream cannot be resumed from the position held; take its new state and go on.",
        }) => Opening = opening;

    /// <summary>The stream as of its new head.</summary>
    public OpenStreamResponse Opening { get; }
}
