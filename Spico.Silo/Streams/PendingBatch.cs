namespace Spico.Silo.Streams;

/// <summary>A batch with those who wait for it.</summary>
internal sealed class PendingBatch(uint epoch)
{
    public LogBatch Rows { get; } = new() { Epoch = epoch };

    /// <summary>One for each of the latest values in <see cref="Rows"/>.</summary>
    public List<PendingValue> Values { get; } = [];

    public bool IsEmpty => Rows.Appends.Count + Values.Count + Rows.Forgotten.Count == 0;

    public void Add(PendingValue value)
    {
        Values.Add(value);
        switch (value.Value)
        {
            case MarkRow mark:
                Rows.Marks.Add(mark);
                break;
            case DraftsRow drafts:
                Rows.Drafts.Add(drafts);
                break;
            case FollowingRows rows:
                Rows.Following.Add(rows);
                break;
            default:
                throw new ArgumentException("Not a value that the log writes.", nameof(value));
        }
    }

    /// <summary>
    /// The two halves of the batch, or null when nothing in it can be parted: what is written of one stream is
    /// written together.
    /// </summary>
    public (PendingBatch First, PendingBatch Second)? Halve()
    {
        List<IGrouping<Protocol.StreamId, Append>> streams = [.. Rows.Appends.GroupBy(append => append.Stream)];
        int parts = streams.Count + Values.Count + Rows.Forgotten.Count;
        if (parts < 2)
        {
            return null;
        }

        PendingBatch first = new(Rows.Epoch);
        PendingBatch second = new(Rows.Epoch);
        first.Rows.Clock = Rows.Clock;
        int part = 0;
        foreach (IGrouping<Protocol.StreamId, Append> stream in streams)
        {
            Half().Rows.Appends.AddRange(stream);
        }

        foreach (PendingValue value in Values)
        {
            Half().Add(value);
        }

        foreach (ConsequenceRow row in Rows.Forgotten)
        {
            Half().Rows.Forgotten.Add(row);
        }

        return (first, second);

        PendingBatch Half() => part++ < parts / 2 ? first : second;
    }

    /// <summary>What remains without the appends: rows that may be written twice without harm.</summary>
    public PendingBatch WithoutAppends()
    {
        PendingBatch rest = new(Rows.Epoch);
        rest.Rows.Forgotten.AddRange(Rows.Forgotten);
        Values.ForEach(rest.Add);
        return rest;
    }
}
