namespace Spico.Silo.Streams;

/// <summary>The latest version of a mark that waits for a commit, and everyone who waits for it.</summary>
internal sealed class PendingMark(MarkRow row)
{
    public MarkRow Row { get; private set; } = row;

    public TaskCompletionSource<AppendOutcome> Outcome { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Replace(MarkRow row)
    {
        if (row.Version > Row.Version)
        {
            Row = row;
        }
    }
}
