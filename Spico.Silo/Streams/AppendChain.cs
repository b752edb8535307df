namespace Spico.Silo.Streams;

/// <summary>
/// What ties appends of one stream together: each was decided on the facts of those before it. Whoever decides makes
/// a new chain each time it begins from the durable head. Numbers cannot tell a chain that goes on from one that
/// begins, because another writer may have moved the head to just where a lost chain ended.
/// </summary>
internal sealed class AppendChain
{
    private volatile bool _isBroken;

    /// <summary>One of its appends was not written: no later one will be.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Called by the writer alone.</summary>
    public void Break() => _isBroken = true;
}
