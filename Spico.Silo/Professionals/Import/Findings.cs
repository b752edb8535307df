namespace Spico.Silo.Professionals.Import;

/// <summary>What was found wrong with rows: the first so many, and how many there were.</summary>
internal sealed class Findings(int max)
{
    private readonly List<Finding> _first = [];

    public IReadOnlyList<Finding> First => _first;

    public long Count { get; private set; }

    public void Add(long line, string column, string reason)
    {
        Count++;
        if (_first.Count < max)
        {
            _first.Add(new Finding(line, column, reason));
        }
    }
}
