namespace Spico.Gateway.Protocols.Spico;

/// <summary>What a transport found at the beginning of the bytes received.</summary>
internal enum TransportStatus
{
    /// <summary>Nothing whole yet.</summary>
    Incomplete,

    /// <summary>A part of a frame was taken: go on.</summary>
    Fragment,

    /// <summary>A whole frame.</summary>
    Frame,

    /// <summary>Something of the transport's own, which costs the client a little of its allowance.</summary>
    Control,

    /// <summary>The client said that it leaves.</summary>
    Closed,

    /// <summary>The client broke the transport's rules: <see cref="IFrameTransport.Violation"/>.</summary>
    Violated,
}
