using System.Data.Common;
using Spico.Protocol.Identifiers;
using Spico.Silo.Professionals.Stores;

namespace Spico.Silo.Professionals.Searching;

/// <summary>
/// Whom a query means. By name: see <see cref="NameSearch"/>. Without a name: in alphabetical order, page by page.
/// </summary>
internal sealed class DirectorySearch(DbConnection connection, DirectoryTerms terms)
{
    private const int StructuresMax = 32;

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

        if (Identifier(query.Typed) is { } id)
        {
            List<int> named = await NumbersAsync(
                $"SELECT number FROM directory_person WHERE national_id = $1 AND is_listed = 1 LIMIT {query.Limit}",
                [id]);
            return new FoundNumbers(named, named.Count, HasMore: false);
        }

        return await new NameSearch(connection, filter, query.Limit).FindAsync(query.Name);
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
        return found.Length == 0 && await NearWords.AddAsync(connection, words) is { } near
            ? await FindAsync(near)
            : found;

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

    private Task<List<int>> NumbersAsync(string sql, object[] values) =>
        DirectorySql.NumbersAsync(connection, sql, values);
}
