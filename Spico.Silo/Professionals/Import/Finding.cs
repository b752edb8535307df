namespace Spico.Silo.Professionals.Import;

/// <summary>Something wrong with a row. It echoes nothing of the row.</summary>
/// <param name="Line">The line, from 1 (the header).</param>
/// <param name="Column">The column's name.</param>
/// <param name="Reason">What is wrong, and what became of the row.</param>
internal sealed record Finding(long Line, string Column, string Reason);
