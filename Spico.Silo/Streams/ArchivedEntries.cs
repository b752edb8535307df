namespace Spico.Silo.Streams;

/// <summary>What becomes of archived conversations in a list. The stores know the numbers.</summary>
internal enum ArchivedEntries
{
    Without = 0,
    With = 1,
    Alone = 2,
}
