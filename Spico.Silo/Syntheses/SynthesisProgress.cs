namespace Spico.Silo.Syntheses;

/// <summary>How far a synthesis is: each message is read, and shown. Written by one thread, read by any.</summary>
internal sealed class SynthesisProgress
{
    private int _done;
    private int _total;

    public int Done => Volatile.Read(ref _done);

    public int Total => Volatile.Read(ref _total);

    /// <summary>So many messages are expected.</summary>
    public void Expect(long messages) => Volatile.Write(ref _total, (int)Math.Min(2 * messages, int.MaxValue));

    /// <summary>A step is done.</summary>
    public void Step() => Volatile.Write(ref _done, _done + 1);

    /// <summary>It begins again.</summary>
    public void Restart() => Volatile.Write(ref _done, 0);
}
