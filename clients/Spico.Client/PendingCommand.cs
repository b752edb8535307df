using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>A command that awaits its reply, perhaps across several connections.</summary>
internal sealed class PendingCommand
{
    /// <summary>What is asked.</summary>
    public required Command Command { get; init; }

    /// <summary>When it fails, on the clock's timestamps.</summary>
    public required long Deadline { get; init; }

    /// <summary>Sent again after a reconnection: it does no harm twice.</summary>
    public required bool IsRepeatable { get; init; }

    /// <summary>A refusal that may pass is asked again.</summary>
    public required bool IsRetried { get; init; }

    /// <summary>Takes the outcome on the receiving loop, before the next push is looked at.</summary>
    public required Action<Reply> Answered { get; init; }

    /// <summary>Set while the command waits to be tried again.</summary>
    public ITimer? Retry { get; set; }

    /// <summary>How often it was refused.</summary>
    public int Refusals { get; set; }

    /// <summary>Answered or given up: whatever still arrives for it is ignored.</summary>
    public bool IsDone { get; set; }
}
