using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// The facts of one request on their way to the log: they become durable together or not at all. The next append of
/// the same stream may follow before this one is durable.
/// </summary>
internal sealed class Append
{
    public required StreamId Stream { get; init; }

    /// <summary>The appends this one was decided on: lost with the first of them that is lost.</summary>
    public required AppendChain Chain { get; init; }

    /// <summary>The head this append was decided on: its first fact has the number after it.</summary>
    public required long Expected { get; init; }

    /// <summary>The facts, numbered from <see cref="Expected"/> + 1 without gaps.</summary>
    public required FactRow[] Facts { get; init; }

    /// <summary>The same facts for the gateways.</summary>
    public required Envelope[] Envelopes { get; init; }

    /// <summary>The stream's number of messages after this append.</summary>
    public required long Ordinal { get; init; }

    /// <summary>Set on the append that opens the stream.</summary>
    public StreamOpening? Opening { get; init; }

    /// <summary>Changes to the read model of memberships; usually none.</summary>
    public MembershipRow[] Memberships { get; init; } = [];

    /// <summary>What follows elsewhere; usually nothing.</summary>
    public ConsequenceRow[] Consequences { get; init; } = [];

    /// <summary>Changes to other read models; usually none.</summary>
    public RowChange[] Rows { get; init; } = [];

    /// <summary>
    /// Where other streams must still be, in the same transaction: else its own stream is lost. Usually none.
    /// </summary>
    public StreamAt[] OnlyWhile { get; init; } = [];

    /// <summary>
    /// How the append ended. Completed exactly once, after the commit, never on the writer's own stack. It is never
    /// cancelled: a commit that was begun has an outcome.
    /// </summary>
    public TaskCompletionSource<AppendOutcome> Outcome { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
