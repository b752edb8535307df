namespace Spico.Peers;

/// <summary>A peer refused something, or its connection is lost.</summary>
public sealed class PeerException : Exception
{
    /// <summary>Without a reason.</summary>
    public PeerException()
    {
    }

    /// <summary>With a reason.</summary>
    public PeerException(string message) : base(message)
    {
    }

    /// <summary>With a reason and what lies behind it.</summary>
    public PeerException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
