namespace Spico.Protocol.Wire;

/// <summary>What was found at the beginning of the bytes received so far.</summary>
public enum FramingStatus
{
    /// <summary>Not whole yet: read more.</summary>
    Incomplete,

    /// <summary>A whole one, now taken out of the bytes.</summary>
    Complete,

    /// <summary>Nothing that can become whole, however much follows: end the connection.</summary>
    Invalid,
}
