namespace Spico.Checker;

/// <summary>What happened in a history.</summary>
public sealed record CheckCounts
{
    /// <summary>Clients that wrote something down.</summary>
    public int Clients { get; init; }

    /// <summary>Conversations touched.</summary>
    public int Conversations { get; init; }

    /// <summary>Messages sent.</summary>
    public long Sent { get; init; }

    /// <summary>Messages acknowledged.</summary>
    public long Acked { get; init; }

    /// <summary>Messages refused.</summary>
    public long Failed { get; init; }

    /// <summary>Messages whose outcome the client does not know.</summary>
    public long Unknown { get; init; }

    /// <summary>Facts pushed to clients.</summary>
    public long Delivered { get; init; }

    /// <summary>Facts read as history.</summary>
    public long Read { get; init; }

    /// <summary>Streams resumed or opened.</summary>
    public long Resumed { get; init; }

    /// <summary>Streams that could not be continued.</summary>
    public long Resynced { get; init; }

    /// <summary>Faults that took effect.</summary>
    public int Faults { get; init; }
}
