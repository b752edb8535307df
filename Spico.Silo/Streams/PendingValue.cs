namespace Spico.Silo.Streams;

/// <summary>The latest version of a value that waits for a commit, and everyone who waits for it.</summary>
internal sealed class PendingValue(LatestValue value)
{
    public LatestValue Value { get; private set; } = value;

    public TaskCompletionSource<AppendOutcome> Outcome { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Replace(LatestValue value)
    {
        if (value.Version > Value.Version)
        {
            Value = value;
        }
    }
}
