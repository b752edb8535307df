namespace Spico.Checker;

/// <summary>What must hold of every history.</summary>
public enum Rule
{
    /// <summary>Each acknowledged message is in the final log at its position, with its text and author.</summary>
    Lost,

    /// <summary>Below the highest position anybody saw, every acknowledged message was seen by a subscriber.</summary>
    Unseen,

    /// <summary>A message is in the log at most once; a refused or never sent one is not in it at all.</summary>
    Once,

    /// <summary>
    /// Positions are 1..n, all agree on what each holds, and what is sent after an ack comes after it.
    /// </summary>
    Order,

    /// <summary>Each subscriber gets every position after its cursor once, in order, across reconnections.</summary>
    Delivery,

    /// <summary>Epochs only grow, and nothing of an old one comes after the new one was told.</summary>
    Epoch,

    /// <summary>At the quiet end every live subscriber has reached the head and no send is still open.</summary>
    Liveness,

    /// <summary>Nobody gets what the membership in the log itself does not let them read.</summary>
    Access,
}
