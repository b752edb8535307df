namespace Spico.Testing;

/// <summary>The last lines a process wrote, kept for the message of a failure.</summary>
public sealed class OutputTail
{
    private const int LinesMax = 400;
    private readonly Queue<string> _lines = new();

    /// <summary>Adds a line; the oldest goes when there are too many.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesMax)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>The lines kept, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <inheritdoc />
    public override string ToString() => string.Join('\n', Lines);
}
