namespace Spico.Silo.Streams;

/// <summary>Marks that are there or not. Stored: never renumber.</summary>
[Flags]
internal enum MarkFlags
{
    None = 0,
    Pinned = 1,
    Muted = 2,
    Todo = 4,
}
