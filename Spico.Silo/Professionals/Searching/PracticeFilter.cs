namespace Spico.Silo.Professionals.Searching;

/// <summary>
/// What a practice must be: each set holds the numbers that will do, and an absent one asks nothing. Numbers come from
/// our own tables, hence stand in the statements as they are.
/// </summary>
internal sealed record PracticeFilter
{
    // Beyond, planning so many walks takes longer than sorting what is found: of many structures there is little.
    private const int PairsMax = 8;

    public int[]? Professions { get; init; }

    public int[]? Specialties { get; init; }

    public int[]? Towns { get; init; }

    public int[]? Departments { get; init; }

    public int[]? Structures { get; init; }

    public bool IsEmpty => Sets.All(set => set.Numbers is null);

    private IEnumerable<(string Column, int[]? Numbers)> Sets =>
    [
        ("structure", Structures), ("town", Towns), ("department", Departments), ("specialty", Specialties),
        ("profession", Professions),
    ];

    /// <summary>The conditions on a practice <c>x</c>, each beginning with AND.</summary>
    public string Conditions => string.Concat(Sets.Where(set => set.Numbers is not null).Select(In));

    /// <summary>That a person has such a practice, beginning with AND; nothing when none is asked for.</summary>
    public string OfPerson(string person) => IsEmpty
        ? ""
        : $" AND (SELECT x.person FROM directory_practice x WHERE x.person = {person}{Conditions} LIMIT 1) IS NOT NULL";

    /// <summary>
    /// The people of these practices in alphabetical order, beyond <c>$1</c>: each pair of a place and a profession or
    /// specialty is one walk along an index, which stops when the page is full.
    /// </summary>
    /// <param name="limit">How many make a page.</param>
    /// <param name="conditions">More conditions on a practice <c>x</c>, each beginning with AND.</param>
    public string InOrder(int limit, string conditions = "")
    {
        (string Column, int[]? Numbers)[] sets = [.. Sets.Where(set => set.Numbers is not null)];
        (string Column, int[]? Numbers)? place =
            sets.FirstOrDefault(set => set.Column is "structure" or "town" or "department")
                is { Column: not null } where ? where : null;
        (string Column, int[]? Numbers)? work = place?.Column == "structure"
            ? null
            : sets.FirstOrDefault(set => set.Column is "specialty" or "profession") is { Column: not null } what
                ? what : null;
        string rest = string.Concat(
            sets.Where(set => set.Column != place?.Column && set.Column != work?.Column).Select(In));
        string[] walks =
        [
            .. from at in Equal(place) from does in Equal(work)
               select $"""
                   SELECT * FROM (SELECT DISTINCT x.person FROM directory_practice x
                   WHERE x.person > $1{at}{does}{rest}{conditions} ORDER BY x.person LIMIT {limit}) walk
                   """,
        ];
        string all = walks.Length <= PairsMax
            ? string.Join(" UNION ALL ", walks)
            : $"SELECT x.person FROM directory_practice x WHERE x.person > $1{Conditions}{conditions}";
        return $"SELECT DISTINCT person FROM ({all}) found ORDER BY person LIMIT {limit}";
    }

    private static IEnumerable<string> Equal((string Column, int[]? Numbers)? set) =>
        set is { Numbers: { } numbers } chosen ? numbers.Select(number => $" AND x.{chosen.Column} = {number}") : [""];

    private static string In((string Column, int[]? Numbers) set) =>
        $" AND x.{set.Column} IN ({string.Join(", ", set.Numbers!)})";
}
