using Spico.Silo.People;

namespace Spico.Silo.Professionals.Import;

/// <summary>Numbers the terms of an extract as they come: there are few, and millions of rows name them.</summary>
internal sealed class TermBook(int max)
{
    private readonly Dictionary<(TermKind Kind, string Code, string Name), Term> _terms = [];
    private readonly Dictionary<(TermKind Kind, string Code, string Label), int> _spelled = [];
    private readonly int[] _counts = new int[(int)Enum.GetValues<TermKind>().Max() + 1];

    public IEnumerable<Term> All => _terms.Values;

    /// <summary>The number of a term; 0 when it has neither code nor label.</summary>
    public int NumberOf(TermKind kind, string code, string label)
    {
        if (code.Length == 0 && label.Length == 0)
        {
            return 0;
        }

        if (_spelled.TryGetValue((kind, code, label), out int known))
        {
            return known;
        }

        // Two spellings of a town are one town; two towns may share a postal code.
        string name = kind == TermKind.Town ? string.Join(' ', NameFolding.WordsOf(label)) : "";
        if (!_terms.TryGetValue((kind, code, name), out Term? term))
        {
            if (++_counts[(int)kind] > max)
            {
                throw new ExtractRefusedException(0, "", $"There are more than {max} different ones of {kind}.");
            }

            term = new Term(_terms.Count + 1, kind, code, label.Length > 0 ? label : code);
            _terms.Add((kind, code, name), term);
        }
        else if (term.Label == term.Code && label.Length > 0)
        {
            // Named at last.
            _terms[(kind, code, name)] = term with { Label = label };
        }

        if (_spelled.Count < max * 2)
        {
            _spelled.Add((kind, code, label), term.Number);
        }

        return term.Number;
    }
}
