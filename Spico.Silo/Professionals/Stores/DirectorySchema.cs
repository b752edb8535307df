namespace Spico.Silo.Professionals.Stores;

/// <summary>
/// The tables of a directory, and how they are filled from the rows of an extract: the same on both stores. An import
/// makes them beside those in use, under another prefix or in another file. Numbers go in alphabetical order, so that
/// every index answers in it; they hold within one import, ids for ever.
/// </summary>
internal sealed class DirectorySchema(string draft, string inUse, string bytes, string collation, string steps)
{
    /// <summary>Of a PostgreSQL database: drafts have a prefix of their own.</summary>
    public static readonly DirectorySchema PostgreSql = new(
        "draft_",
        "directory_",
        "bytea",
        "COLLATE \"C\"",
        "LATERAL generate_series(1, length(word)) AS step(place) ON true")
    {
        Split = "SELECT DISTINCT word, number FROM {0}, unnest(string_to_array(sort_name, ' ')) AS each(word)",

        // A walk along an index need not look at rows that are known to be visible to everybody.
        Settle = "VACUUM (ANALYZE)",
    };

    /// <summary>Of SQLite: a draft is a file of its own, to which the one in use is attached.</summary>
    public static readonly DirectorySchema Sqlite = new(
        "main.directory_",
        "in_use.directory_",
        "blob",
        "",
        """
        (WITH RECURSIVE every(place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM every WHERE place < 40)
            SELECT place FROM every) step ON step.place <= length(word)
        """)
    {
        Split = """
            WITH RECURSIVE split(number, word, rest) AS (
                SELECT number, '', sort_name || ' ' FROM {0}
                UNION ALL
                SELECT number, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
                FROM split WHERE rest <> '')
            SELECT DISTINCT word, number FROM split WHERE word <> ''
            """,
    };

    /// <summary>Words of names shorter than this are not looked for with a letter wrong.</summary>
    public const int NearLettersMin = 4;

    /// <summary>The longest word that is looked for with a letter wrong.</summary>
    public const int NearLettersMax = 40;

    private static readonly string[] Names =
    [
        "import", "finding", "term", "person", "structure", "practice", "word", "structure_word", "near",
    ];

    /// <summary>The rows as they came, while an import runs.</summary>
    public string RowTable { get; } = draft + "row";

    /// <summary>The names of the tables in use.</summary>
    public static IEnumerable<(string Draft, string InUse)> Renamed =>
        Names.Select(name => ("draft_" + name, "directory_" + name));

    /// <summary>The words of a table's sorted names, each once: that table stands for <c>{0}</c>.</summary>
    private string Split { get; init; } = string.Empty;

    /// <summary>What is done with a table that is full: its planner is told what it holds.</summary>
    private string Settle { get; init; } = "ANALYZE";

    /// <summary>Makes the tables, without indexes.</summary>
    public string Create => $"""
        CREATE TABLE {draft}import (record text NOT NULL);
        CREATE TABLE {draft}finding (line bigint NOT NULL, column_name text NOT NULL, reason text NOT NULL);
        CREATE TABLE {draft}term (
            number integer NOT NULL PRIMARY KEY, kind integer NOT NULL, code text NOT NULL, label text NOT NULL);
        CREATE TABLE {draft}person (
            number integer NOT NULL PRIMARY KEY, id {bytes} NOT NULL, national_id text NOT NULL, name text NOT NULL,
            sort_name text NOT NULL {collation}, is_listed integer NOT NULL);
        CREATE TABLE {draft}structure (
            number integer NOT NULL PRIMARY KEY, id {bytes} NOT NULL, name text NOT NULL,
            sort_name text NOT NULL {collation}, finess text NOT NULL, siret text NOT NULL, town integer NOT NULL,
            department integer NOT NULL);
        CREATE TABLE {draft}practice (
            person integer NOT NULL, structure integer NOT NULL, profession integer NOT NULL,
            specialty integer NOT NULL, mode integer NOT NULL, town integer NOT NULL, department integer NOT NULL);
        CREATE TABLE {draft}word (word text NOT NULL {collation}, person integer NOT NULL);
        CREATE TABLE {draft}structure_word (word text NOT NULL {collation}, structure integer NOT NULL);
        CREATE TABLE {draft}near (variant text NOT NULL {collation}, word text NOT NULL {collation});
        CREATE TABLE {draft}row (
            line bigint NOT NULL PRIMARY KEY, person {bytes} NOT NULL, national_id text NOT NULL, name text NOT NULL,
            sort_name text NOT NULL {collation}, profession integer NOT NULL, specialty integer NOT NULL,
            mode integer NOT NULL, town integer NOT NULL, department integer NOT NULL, structure {bytes} NULL,
            structure_name text NOT NULL, structure_sort text NOT NULL {collation}, finess text NOT NULL,
            siret text NOT NULL);
        """;

    /// <summary>Fills people, structures and practices; then the rows may go.</summary>
    public IReadOnlyList<string> Fill =>
    [
        // The first row of a person, or of a structure, says what they are called.
        $"""
        INSERT INTO {draft}person (number, id, national_id, name, sort_name, is_listed)
        SELECT row_number() OVER (ORDER BY sort_name, national_id), person, national_id, name, sort_name, 1
        FROM {draft}row WHERE line IN (SELECT min(line) FROM {draft}row GROUP BY person)
        """,
        $"""
        INSERT INTO {draft}structure (number, id, name, sort_name, finess, siret, town, department)
        SELECT row_number() OVER (ORDER BY structure_sort, structure), structure, structure_name, structure_sort,
            finess, siret, town, department
        FROM {draft}row
        WHERE line IN (SELECT min(line) FROM {draft}row WHERE structure IS NOT NULL GROUP BY structure)
        """,
        Index("person", "id"),
        Index("structure", "id"),
        $"ANALYZE {Analyzed("person")}",
        $"ANALYZE {Analyzed("structure")}",
        $"""
        INSERT INTO {draft}practice (person, structure, profession, specialty, mode, town, department)
        SELECT p.number, coalesce(s.number, 0), r.profession, r.specialty, min(r.mode), min(r.town), min(r.department)
        FROM {draft}row r JOIN {draft}person p ON p.id = r.person
            LEFT JOIN {draft}structure s ON s.id = r.structure
        GROUP BY p.number, coalesce(s.number, 0), r.profession, r.specialty
        """,
    ];

    /// <summary>Rows that give a person another name than the first of theirs: the line of one for each.</summary>
    public string NamedTwice => $"""
        SELECT min(r.line) FROM {draft}row r JOIN {draft}person p ON p.id = r.person
        WHERE r.sort_name <> p.sort_name GROUP BY p.number ORDER BY 1
        """;

    /// <summary>Each word of the people's names once a person.</summary>
    public IReadOnlyList<string> Words =>
    [
        $"INSERT INTO {draft}word (word, person) {SplitOf("person")}",
        $"INSERT INTO {draft}structure_word (word, structure) {SplitOf("structure")}",

        // Every word with one letter left out: two words that differ by a letter meet in one of these.
        $"""
        INSERT INTO {draft}near (variant, word)
        SELECT word, word FROM ({DistinctWords}) each
        WHERE length(word) BETWEEN {NearLettersMin} AND {NearLettersMax}
        UNION
        SELECT substr(word, 1, place - 1) || substr(word, place + 1), word
        FROM ({DistinctWords}) each JOIN {steps}
        WHERE length(word) BETWEEN {NearLettersMin} AND {NearLettersMax}
        """,
    ];

    /// <summary>What a search goes by.</summary>
    public IReadOnlyList<string> Indexes =>
    [
        Index("person", "national_id"),
        Index("person", "sort_name", "number"),
        Index("practice", "person"),
        Index("practice", "structure", "person"),
        Index("practice", "profession", "person"),
        Index("practice", "specialty", "person"),
        Index("practice", "town", "person"),
        Index("practice", "department", "person"),
        Index("practice", "town", "profession", "person"),
        Index("practice", "town", "specialty", "person"),
        Index("practice", "department", "profession", "person"),
        Index("practice", "department", "specialty", "person"),
        Index("structure", "finess"),
        Index("structure", "siret"),
        Index("structure", "town"),
        Index("word", "word", "person"),
        Index("word", "person", "word"),
        Index("structure_word", "word", "structure"),
        Index("structure_word", "structure", "word"),
        Index("near", "variant", "word"),
        .. Names.Skip(2).Select(name => $"{Settle} {Analyzed(name)}"),
    ];

    /// <summary>A table of the draft.</summary>
    public string Table(string name) => draft + name;

    /// <summary>How many there are in the draft.</summary>
    public string Count(string table) => $"SELECT count(*) FROM {draft}{table}";

    /// <summary>How many there are in use.</summary>
    public string CountInUse(string table) =>
        $"SELECT count(*) FROM {inUse}{table}" + (table == "person" ? " WHERE is_listed = 1" : "");

    /// <summary>How many of those in use the draft leaves out.</summary>
    public string Vanished(string table) => $"""
        SELECT count(*) FROM {inUse}{table} o
        WHERE {(table == "person" ? "o.is_listed = 1 AND" : "")}
            NOT EXISTS (SELECT 1 FROM {draft}{table} n WHERE n.id = o.id)
        """;

    /// <summary>People whose name is not what it was: before and after.</summary>
    public string Renames => $"""
        SELECT o.sort_name, n.sort_name FROM {inUse}person o JOIN {draft}person n ON n.id = o.id
        WHERE o.sort_name <> n.sort_name
        """;

    /// <summary>
    /// Who is left out of the extract keeps their name, for conversations they are in, and is found no more; whom this
    /// one is the first to leave out is told apart.
    /// </summary>
    public string KeepNames => $"""
        INSERT INTO {draft}person (number, id, national_id, name, sort_name, is_listed)
        SELECT (SELECT coalesce(max(number), 0) FROM {draft}person) + row_number() OVER (ORDER BY o.number),
            o.id, o.national_id, o.name, o.sort_name, CASE WHEN o.is_listed = 1 THEN -1 ELSE 0 END
        FROM {inUse}person o WHERE NOT EXISTS (SELECT 1 FROM {draft}person n WHERE n.id = o.id)
        """;

    private string DistinctWords =>
        $"SELECT word FROM {draft}word UNION SELECT word FROM {draft}structure_word";

    // SQLite makes an index in the schema its name has, and is told the table without one.
    private string Index(string table, params string[] columns)
    {
        string on = $"{Unqualified}{table} ({string.Join(", ", columns)})";
        string name = draft.Contains('.', StringComparison.Ordinal)
            ? $" {Unqualified}{table}_{string.Join('_', columns)}"
            : "";
        return $"CREATE INDEX{name} ON {on}";
    }

    private string Analyzed(string table) => draft + table;

    private string Unqualified => draft[(draft.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private string SplitOf(string table) => Split.Replace("{0}", draft + table, StringComparison.Ordinal);
}
