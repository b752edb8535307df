using System.Data.Common;
using Spico.Protocol.Identifiers;
using Spico.Silo.Professionals.Stores;

namespace Spico.Silo.Professionals.Searching;

/// <summary>
/// Whom a query means. By name: those whose family name begins so, then those of whom every word typed begins some
/// word, then those who are a letter away. Without a name: in alphabetical order, page by page.
/// </summary>
internal sealed class DirectorySearch(DbConnection connection, DirectoryTerms terms)
{
    private const int NearWordsMax = 50;
    private const int StructuresMax = 32;

    // A walk over more names than this looks at the practices of a town or a structure instead.
    private const int LongWalk = 5_000;

    public async Task<FoundNumbers> FindAsync(DirectoryQuery query)
    {
        if (await FilterAsync(query) is not { } filter)
        {
            return new FoundNumbers([], 0, HasMore: false);
        }

        if (query.Name.Length == 0)
        {
            List<int> page = await NumbersAsync(filter.InOrder(query.Limit + 1), [query.After?.Number ?? 0]);
            bool hasMore = page.Count > query.Limit;
            return new FoundNumbers([.. page.Take(query.Limit)], query.Limit, hasMore);
        }

        var found = new List<int>();
        if (Identifier(query.Typed) is { } id)
        {
            Add(await NumbersAsync(
                $"SELECT number FROM directory_person WHERE national_id = $1 AND is_listed = 1 LIMIT {query.Limit}",
                [id]));
            return new FoundNumbers(found, found.Count, HasMore: false);
        }

        if (filter.IsEmpty)
        {
            for (int word = 0; word < query.Name.Length && found.Count < query.Limit; word++)
            {
                Add(await FamilyFirstAsync(query.Name, word, query.Limit));
            }
        }

        int exact = await AddByWordsAsync();
        return new FoundNumbers(found, exact, HasMore: false);

        async Task<int> AddByWordsAsync()
        {
            SoughtWord[] words = [.. query.Name.Select(word => new SoughtWord(word, []))];
            if (found.Count < query.Limit)
            {
                Add(await ByWordsAsync(words, filter, query.Limit));
            }

            int before = found.Count;
            if (found.Count < query.Limit && await WithNearAsync(words) is { } near)
            {
                Add(await ByWordsAsync(near, filter, query.Limit));
            }

            return before;
        }

        void Add(IEnumerable<int> numbers) =>
            found.AddRange(numbers.Where(number => !found.Contains(number)).Take(query.Limit - found.Count).ToList());
    }

    private static string? Identifier(string typed) =>
        Rpps.TryParse(typed, out Rpps? rpps) ? NationalId.Of(rpps).Value
        : NationalId.TryParse(typed, out NationalId? id) ? id.Value
        : null;

    /// <summary>What the practices must be; null when something asked for is nowhere in the directory.</summary>
    private async Task<PracticeFilter?> FilterAsync(DirectoryQuery query)
    {
        var filter = new PracticeFilter
        {
            Professions = Terms(TermKind.Profession, query.Profession),
            Specialties = Terms(TermKind.Specialty, query.Specialty),
            Towns = Terms(TermKind.Town, query.Town),
            Departments = Terms(TermKind.Department, query.Department),
        };
        if (query.Structure.Length > 0)
        {
            filter = filter with { Structures = await StructuresAsync(query.Structure, filter) };
        }

        int[]?[] sets = [filter.Professions, filter.Specialties, filter.Towns, filter.Departments, filter.Structures];
        return sets.Any(set => set is []) ? null : filter;

        int[]? Terms(TermKind kind, string text) => text.Length == 0 ? null : terms.Find(kind, text);
    }

    private async Task<int[]> StructuresAsync(string text, PracticeFilter places)
    {
        string typed = text.Trim();
        if (Finess.TryParse(typed, out _) || Siret.TryParse(typed, out _))
        {
            string column = typed.Length == 9 ? "finess" : "siret";
            return [.. await NumbersAsync($"SELECT number FROM directory_structure WHERE {column} = $1", [typed])];
        }

        SoughtWord[] words =
        [
            .. People.NameFolding.WordsOf(text).OrderByDescending(word => word.Length)
                .Select(word => new SoughtWord(word, [])),
        ];
        int[] found = await FindAsync(words);
        return found.Length == 0 && await WithNearAsync(words) is { } near ? await FindAsync(near) : found;

        async Task<int[]> FindAsync(SoughtWord[] sought)
        {
            var sql = new WordsSql("directory_structure_word", "structure");
            string walk;
            if (places.Towns is { } towns)
            {
                // A town has fewer structures than there are of a name.
                walk = $"SELECT s.number FROM directory_structure s WHERE s.town IN ({string.Join(", ", towns)})" +
                    sql.Others(sought, "s.number");
            }
            else
            {
                walk = $"SELECT w.structure {sql.Walk(sought[0])}" + sql.Others(sought.Skip(1), "w.structure");
                walk += places.Departments is { } departments
                    ? " AND EXISTS (SELECT 1 FROM directory_structure s WHERE s.number = w.structure" +
                        $" AND s.department IN ({string.Join(", ", departments)}))"
                    : "";
            }

            return [.. (await NumbersAsync($"{walk} LIMIT {StructuresMax}", sql.Values)).Distinct()];
        }
    }

    // The folded name begins with the family name, so that those of whom one word begins it lie together, in order.
    private Task<List<int>> FamilyFirstAsync(string[] words, int family, int limit)
    {
        var sql = new WordsSql("directory_word", "person");
        string statement = $"""
            SELECT number FROM directory_person
            WHERE sort_name >= {sql.Add(words[family])} AND sort_name < {sql.Add(words[family] + "\U0010FFFF")}
                AND is_listed = 1
            """;
        foreach (string other in words.Where((_, place) => place != family))
        {
            statement += $" AND sort_name LIKE {sql.Add($"% {other}%")}";
        }

        return NumbersAsync($"{statement} ORDER BY sort_name, number LIMIT {limit}", sql.Values);
    }

    private async Task<IEnumerable<int>> ByWordsAsync(SoughtWord[] words, PracticeFilter filter, int limit)
    {
        // A person of whom several words are meant comes several times.
        int rows = limit * 3;
        var sql = new WordsSql("directory_word", "person");
        string statement;
        (words, bool isLong) = await RarestFirstAsync(words);
        if (filter.IsOfPlace && isLong)
        {
            statement = $"SELECT DISTINCT x.person FROM directory_practice x WHERE true{filter.Conditions}" +
                sql.Others(words, "x.person") + $" LIMIT {rows}";
        }
        else
        {
            string practice = filter.IsEmpty
                ? ""
                : $" AND EXISTS (SELECT 1 FROM directory_practice x WHERE x.person = w.person{filter.Conditions})";
            statement = $"SELECT w.person {sql.Walk(words[0])}" + sql.Others(words.Skip(1), "w.person") +
                $"{practice} LIMIT {rows}";
        }

        return (await NumbersAsync(statement, sql.Values)).Distinct().Order();
    }

    // The walk goes over the word that the fewest have; counting stops where it is long anyhow.
    private async Task<(SoughtWord[] Words, bool IsLong)> RarestFirstAsync(SoughtWord[] words)
    {
        var counted = new List<(SoughtWord Word, int Count)>();
        foreach (SoughtWord word in words)
        {
            var sql = new WordsSql("directory_word", "person");
            string walk = sql.Walk(word);
            List<int> count = await NumbersAsync(
                $"SELECT count(*) FROM (SELECT 1 {walk} LIMIT {LongWalk}) walk", sql.Values);
            counted.Add((word, count[0]));
        }

        counted = [.. counted.OrderBy(each => each.Count).ThenByDescending(each => each.Word.Text.Length)];
        return ([.. counted.Select(each => each.Word)], counted[0].Count == LongWalk);
    }

    /// <summary>The words with those a letter away from each; null when there are none.</summary>
    private async Task<SoughtWord[]?> WithNearAsync(SoughtWord[] words)
    {
        var near = new SoughtWord[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            near[i] = words[i] with { Near = await NearAsync(words[i].Text) };
        }

        return near.All(word => word.Near.Length == 0) ? null : near;
    }

    private async Task<string[]> NearAsync(string word)
    {
        if (word.Length is < DirectorySchema.NearLettersMin or > DirectorySchema.NearLettersMax)
        {
            return [];
        }

        string[] variants = Near.VariantsOf(word);
        string places = string.Join(", ", Enumerable.Range(1, variants.Length).Select(place => $"${place}"));
        var near = new List<string>();
        await foreach (DbDataReader row in DirectorySql.ReadAsync(
            connection,
            $"SELECT DISTINCT word FROM directory_near WHERE variant IN ({places})",
            CancellationToken.None,
            [.. variants]))
        {
            string found = row.GetString(0);
            if (found != word && Near.IsWithinOne(found, word))
            {
                near.Add(found);
            }
        }

        return [.. near.Order(StringComparer.Ordinal).Take(NearWordsMax)];
    }

    private async Task<List<int>> NumbersAsync(string sql, object[] values)
    {
        var numbers = new List<int>();
        await foreach (DbDataReader row in DirectorySql.ReadAsync(connection, sql, CancellationToken.None, values))
        {
            numbers.Add(row.GetInt32(0));
        }

        return numbers;
    }
}
