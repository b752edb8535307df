namespace Spico.Testing;

/// <summary>The last lines a process wrote, kept for the message of a failure.</summary>
public sealed class OutputTail
{
    private const int LinesMax = 400;
    private const int LineCharactersMax = 400;
    private readonly Queue<string> _lines = new();
    private string? _file;

    /// <summary>Adds a line; the oldest goes when there are too many.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            if (_file is not null)
            {
                File.AppendAllText(_file, line + Environment.NewLine);
            }

            _lines.Enqueue(line.Length <= LineCharactersMax ? line : line[..LineCharactersMax] + " …");
            if (_lines.Count > LinesMax)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>Everything goes to a file too, where <c>SPICO_TEST_LOGS</c> names a folder for such files.</summary>
    internal void AlsoTo(string fileName)
    {
        if (Environment.GetEnvironmentVariable("SPICO_TEST_LOGS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            lock (_lines)
            {
                _file = Path.Combine(folder, fileName.Replace(' ', '-'));
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

    /// <summary>The lines of a failure: the last ones, without the stacks in between.</summary>
    public override string ToString() => string.Join(
        '\n', Lines.Where(line => !line.StartsWith("   at ", StringComparison.Ordinal)).TakeLast(60));
}
