using Spico.Silo.People;
using Spico.Silo.Professionals.Import;

namespace Spico.Silo.Professionals.Searching;

/// <summary>The professions, specialties and places of the directory in use, in memory: some thousands.</summary>
internal sealed class DirectoryTerms
{
    private const int FoundMax = 32;

    private readonly Dictionary<int, Term> _terms;
    private readonly ILookup<TermKind, Named> _named;

    public DirectoryTerms(string record, IEnumerable<Term> terms)
    {
        Record = record;
        Import = ImportRecord.FromJson(record);
        _terms = terms.ToDictionary(term => term.Number);
        _named = _terms.Values.Select(term => new Named(term, [.. NameFolding.WordsOf(term.Label)]))
            .ToLookup(named => named.Term.Kind);
    }

    /// <summary>The record of the import whose terms these are.</summary>
    public string Record { get; }

    /// <summary>The same, read.</summary>
    public ImportRecord Import { get; }

    /// <summary>What a term is called; empty for none.</summary>
    public string LabelOf(int number) => _terms.TryGetValue(number, out Term? term) ? term.Label : string.Empty;

    /// <summary>The code of a term; empty for none.</summary>
    public string CodeOf(int number) => _terms.TryGetValue(number, out Term? term) ? term.Code : string.Empty;

    /// <summary>All of a kind, in the order of their labels.</summary>
    public IEnumerable<Term> Of(TermKind kind) => _named[kind].Select(named => named.Term)
        .OrderBy(term => term.Label, StringComparer.Ordinal);

    /// <summary>
    /// The terms that somebody means: the one of this code; those that are called so; those of which some words begin
    /// so; those of which some words begin nearly so. The first of these that are any.
    /// </summary>
    public int[] Find(TermKind kind, string text)
    {
        string[] words = [.. NameFolding.WordsOf(text)];
        if (words.Length == 0)
        {
            return [];
        }

        string code = text.Trim();
        return Some(named => named.Term.Code.Equals(code, StringComparison.OrdinalIgnoreCase)) is { Length: > 0 } coded
            ? coded
            : Some(named => named.Words.AsSpan().SequenceEqual(words)) is { Length: > 0 } called
            ? called
            : Some(named => words.All(word => named.Words.Any(each => Begins(each, word)))) is { Length: > 0 } begun
            ? begun
            : Some(named => words.All(word => named.Words.Any(each => BeginsNearly(each, word))));

        // The shortest first: "Castel" means Castel before Castelbrun.
        int[] Some(Func<Named, bool> isMeant) =>
        [
            .. _named[kind].Where(isMeant).OrderBy(named => named.Term.Label.Length).ThenBy(named => named.Term.Number)
                .Take(FoundMax).Select(named => named.Term.Number),
        ];
    }

    private static bool Begins(string word, string beginning) => word.StartsWith(beginning, StringComparison.Ordinal);

    private static bool BeginsNearly(string word, string beginning) =>
        Begins(word, beginning)
        || (beginning.Length >= Stores.DirectorySchema.NearLettersMin && Near.IsWithinOne(word, beginning));

    private sealed record Named(Term Term, string[] Words);
}
