using System.Globalization;

namespace Spico.Silo.Professionals.Searching;

/// <summary>
/// The conditions that words of a name make: each is the beginning of a word, or one of the words near it. Collects the
/// parameters of a statement on the way.
/// </summary>
internal sealed class WordsSql(string table, string owner)
{
    private readonly List<object> _values = [];

    /// <summary>The parameters so far, in their order.</summary>
    public object[] Values => [.. _values];

    /// <summary>Adds a parameter and tells its name.</summary>
    public string Add(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    /// <summary>Those of whom a word is meant: the walk that a search begins with.</summary>
    public string Walk(SoughtWord word) => $"FROM {table} w WHERE {Means("w", word)}";

    /// <summary>Of whom every other word must be meant too, each beginning with AND.</summary>
    public string Others(IEnumerable<SoughtWord> words, string whose) => string.Concat(words.Select(word =>
        $" AND EXISTS (SELECT 1 FROM {table} v WHERE v.{owner} = {whose} AND {Means("v", word)})"));

    /// <summary>
    /// The same, asked of one after the other in the order of the walk, whatever the planner thinks of it: a walk that
    /// stops when the page is full must not read all of a list first.
    /// </summary>
    public string Each(IEnumerable<SoughtWord> words, string whose) => string.Concat(words.Select(word =>
        $" AND (SELECT v.{owner} FROM {table} v WHERE v.{owner} = {whose} AND {Means("v", word)} LIMIT 1)" +
        " IS NOT NULL"));

    private string Means(string alias, SoughtWord word)
    {
        if (word.IsOnlyNear)
        {
            return $"{alias}.word IN ({string.Join(", ", word.Near.Select(Add))})";
        }

        string begins = $"{alias}.word >= {Add(word.Text)} AND {alias}.word < {Add(word.Text + "\U0010FFFF")}";
        return word.Near.Length == 0
            ? begins
            : $"({begins} OR {alias}.word IN ({string.Join(", ", word.Near.Select(Add))}))";
    }
}
