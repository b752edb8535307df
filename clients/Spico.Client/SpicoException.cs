using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>The server refused, could not be reached, or broke the protocol: <see cref="Error"/> says which.</summary>
public class SpicoException : Exception
{
    /// <summary>A refusal.</summary>
    public SpicoException(Error error)
        : base($"{error.Code}: {error.Message}") => Error = error;

    /// <summary>A refusal with what caused it.</summary>
    public SpicoException(Error error, Exception? innerException)
        : base($"{error.Code}: {error.Message}", innerException) => Error = error;

    /// <summary>The refusal, with its stable code.</summary>
    public Error Error { get; }

    /// <summary>The stable code.</summary>
    public ErrorCode Code => Error.Code;
}
