namespace Spico.Checker;

/// <summary>Collects violations: counts all, keeps some of each rule.</summary>
internal sealed class ViolationLog(int kept)
{
    private readonly List<Violation> _violations = [];
    private readonly SortedDictionary<Rule, long> _counts = [];

    public IReadOnlyDictionary<Rule, long> Counts => _counts;

    /// <summary>The smallest slice first; of equals, the earliest.</summary>
    public IReadOnlyList<Violation> Smallest =>
    [
        .. _violations
            .OrderBy(violation => violation.LastSeq - violation.FirstSeq)
            .ThenBy(violation => violation.Order),
    ];

    public void Add(Violation violation)
    {
        long count = _counts.GetValueOrDefault(violation.Rule) + 1;
        _counts[violation.Rule] = count;
        if (count <= kept)
        {
            _violations.Add(violation);
        }
    }
}
