namespace Spico.Protocol.Wire;

/// <summary>Why bytes are not a frame. Says what is wrong and echoes none of the input.</summary>
/// <param name="Message">For a developer.</param>
public sealed record FrameError(string Message);
