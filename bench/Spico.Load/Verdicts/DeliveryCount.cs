namespace Spico.Load.Verdicts;

/// <summary>What the receivers of a run saw.</summary>
internal sealed record DeliveryCount
{
    /// <summary>Messages that were acknowledged.</summary>
    public long Accepted { get; init; }

    /// <summary>Messages seen, each counted once for each receiver.</summary>
    public long Delivered { get; init; }

    /// <summary>Acknowledged messages that a member did not see, counted for each such member.</summary>
    public long Lost { get; init; }

    /// <summary>Messages that a receiver saw again, and messages stored more often than sent.</summary>
    public long Duplicated { get; init; }

    /// <summary>Messages that came before an earlier one, or elsewhere than other members saw them.</summary>
    public long Reordered { get; init; }

    /// <summary>Whether every member saw every message once, in the same order.</summary>
    public bool IsFaultless => Lost == 0 && Duplicated == 0 && Reordered == 0;
}
