using System.Data.Common;
using Spico.Silo.Professionals.Stores;

namespace Spico.Silo.Professionals.Searching;

/// <summary>
/// People by name, of those whose practices will do: first those whose family name begins so, then those of whom every
/// word typed begins some word, then those who are a letter away. Each step walks the shorter of two lists, and stops
/// when the page is full.
/// </summary>
internal sealed class NameSearch(DbConnection connection, PracticeFilter filter, int limit)
{
    // Counting stops here: a longer walk is full of what is looked for.
    private const int LongWalk = 5_000;

    private readonly List<int> _found = [];

    private bool IsFull => _found.Count >= limit;

    /// <summary>Finds them.</summary>
    /// <param name="typed">The folded words of the name, at least one.</param>
    public async Task<FoundNumbers> FindAsync(string[] typed)
    {
        for (int family = 0; family < typed.Length && !IsFull; family++)
        {
            Add(await FamilyFirstAsync(typed, family));
        }

        SoughtWord[] words = [.. typed.Select(word => new SoughtWord(word, []))];
        if (!IsFull)
        {
            Add(await ByWordsAsync(words));
        }

        int exact = _found.Count;
        if (!IsFull && await NearWords.AddAsync(connection, words) is { } near)
        {
            // Whose word begins so was found above.
            near = near is [var alone] ? [alone with { IsOnlyNear = true }] : near;
            Add(await ByWordsAsync(near));
        }

        return new FoundNumbers(_found, exact, HasMore: false);
    }

    private void Add(IEnumerable<int> numbers) =>
        _found.AddRange(numbers.Where(number => !_found.Contains(number)).Take(limit - _found.Count).ToList());

    // The folded name begins with the family name, and numbers go in the order of names: those of whom one word begins
    // it lie together, in order.
    private async Task<List<int>> FamilyFirstAsync(string[] words, int family)
    {
        var sql = new WordsSql("directory_word", "person");
        IEnumerable<string> others = words.Where((_, place) => place != family);
        if (filter.IsEmpty)
        {
            string statement = $"""
                SELECT number FROM directory_person
                WHERE sort_name >= {sql.Add(words[family])} AND sort_name < {sql.Add(words[family] + "\U0010FFFF")}
                    AND is_listed = 1
                """;
            statement += string.Concat(others.Select(other => $" AND sort_name LIKE {sql.Add($"% {other}%")}"));
            return await NumbersAsync($"{statement} ORDER BY sort_name, number LIMIT {limit}", sql.Values);
        }

        List<int> ends = [.. await EndAsync(words[family], ""), .. await EndAsync(words[family], " DESC")];
        if (ends is not [int first, int last])
        {
            return [];
        }

        sql.Add(first - 1);
        string conditions = $" AND x.person <= {sql.Add(last)}" +
            sql.Each(others.Select(other => new SoughtWord(other, [])), "x.person");
        return await NumbersAsync(filter.InOrder(limit, conditions), sql.Values);
    }

    private Task<List<int>> EndAsync(string beginning, string direction) => NumbersAsync(
        $"""
        SELECT number FROM directory_person WHERE sort_name >= $1 AND sort_name < $2 AND is_listed = 1
        ORDER BY sort_name{direction}, number{direction} LIMIT 1
        """,
        [beginning, beginning + "\U0010FFFF"]);

    private async Task<IEnumerable<int>> ByWordsAsync(SoughtWord[] words)
    {
        (words, int count) = await RarestFirstAsync(words);
        if (!filter.IsEmpty && await HasFewerPracticesAsync(count))
        {
            var placed = new WordsSql("directory_word", "person");
            placed.Add(0);
            return await NumbersAsync(filter.InOrder(limit, placed.Each(words, "x.person")), placed.Values);
        }

        // A person of whom several words are meant comes several times.
        int rows = limit * 3;
        var sql = new WordsSql("directory_word", "person");
        string statement = $"SELECT w.person {sql.Walk(words[0])}" + sql.Each(words.Skip(1), "w.person") +
            $"{filter.OfPerson("w.person")} LIMIT {rows}";
        return (await NumbersAsync(statement, sql.Values)).Distinct().Order();
    }

    // The walk goes over the word that the fewest have.
    private async Task<(SoughtWord[] Words, int Count)> RarestFirstAsync(SoughtWord[] words)
    {
        var counted = new List<(SoughtWord Word, int Count)>();
        foreach (SoughtWord word in words)
        {
            var sql = new WordsSql("directory_word", "person");
            counted.Add((word, await CountAsync(sql.Walk(word), LongWalk, sql.Values)));
        }

        counted = [.. counted.OrderBy(each => each.Count).ThenByDescending(each => each.Word.Text.Length)];
        return ([.. counted.Select(each => each.Word)], counted[0].Count);
    }

    private async Task<bool> HasFewerPracticesAsync(int count) =>
        count == LongWalk
        || await CountAsync($"FROM directory_practice x WHERE true{filter.Conditions}", count + 1, []) <= count;

    private async Task<int> CountAsync(string walk, int max, object[] values) =>
        (await NumbersAsync($"SELECT count(*) FROM (SELECT 1 AS one {walk} LIMIT {max}) walk", values))[0];

    private Task<List<int>> NumbersAsync(string sql, object[] values) =>
        DirectorySql.NumbersAsync(connection, sql, values);
}
