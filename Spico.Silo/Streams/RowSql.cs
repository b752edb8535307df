namespace Spico.Silo.Streams;

/// <summary>
/// A statement on the tables of a read model, the same text for every store. Its parameters are <c>$1</c>, <c>$2</c> …,
/// and appear first in that order. Made once, and kept: stores prepare it once.
/// </summary>
/// <param name="Text">One statement.</param>
/// <param name="Shreds">
/// Whether what it takes away must not lie readable in what a store keeps of its past: of free pages, of journals.
/// It costs, and is for what is erased.
/// </param>
internal sealed record RowSql(string Text, bool Shreds = false);
