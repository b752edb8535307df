namespace Spico.Silo.Professionals.Import;

/// <summary>The whole file is not taken: nothing of the directory changed.</summary>
internal sealed class ExtractRefusedException(long line, string column, string reason)
    : Exception(line == 0 ? reason : column.Length == 0 ? $"line {line}: {reason}" : $"line {line}, {column}: {reason}")
{
    /// <summary>The line at fault, from 1; 0 when it is the file.</summary>
    public long Line { get; } = line;

    /// <summary>The column at fault, or empty.</summary>
    public string Column { get; } = column;
}
