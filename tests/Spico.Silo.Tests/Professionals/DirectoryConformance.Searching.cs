using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.Identifiers;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Professionals.Import;
using Spico.Silo.Professionals.Searching;
using Spico.Testing.Directories;

namespace Spico.Silo.Tests.Professionals;

/// <summary>Whom a search finds, whatever the store.</summary>
public abstract partial class DirectoryConformance
{
    private static readonly ExtractLine Elise = new("10000000017", "LE-CŒURDOR", "Élise")
    {
        Profession = ("60", "Infirmier"),
        Town = ("31555", "Toulouse"),
        Structure = "Cabinet des Tilleuls",
    };

    private static readonly ExtractLine Marc = new("10000000009", "DUPONT", "Marc")
    {
        Profession = ("10", "Médecin"),
        Specialty = ("SM04", "Cardiologie et maladies vasculaires"),
        Town = ("31555", "Toulouse"),
        Structure = "Clinique du Parc",
    };

    private static readonly ExtractLine MarcElsewhere = Marc with
    {
        Specialty = ("SM54", "Médecine Générale"),
        Town = ("09122", "Foix"),
        Structure = "Maison de santé du Vallon",
        Finess = "310000005",
    };

    private static readonly ExtractLine Dominique = new("10123456781", "MARCEAU", "Dominique")
    {
        Profession = ("10", "Médecin"),
        Specialty = ("SM54", "Médecine Générale"),
        Town = ("09122", "Foix"),
        Structure = "Maison de santé du Vallon",
        Finess = "310000005",
    };

    // One import for all: making a directory takes longer than any search.
    [Fact]
    public async Task People_are_found_by_name_or_number_family_names_first()
    {
        await ImportAsync(Elise, Marc, MarcElsewhere, Dominique);
        (string Name, string[] Found)[] cases =
        [
            ("le coeurd", ["Élise LE-CŒURDOR"]),
            ("ELISE", ["Élise LE-CŒURDOR"]),
            ("coeurd éli", ["Élise LE-CŒURDOR"]),
            ("marc", ["Dominique MARCEAU", "Marc DUPONT"]),
            ("dup mar", ["Marc DUPONT"]),
            ("10000000009", ["Marc DUPONT"]),
            ("810000000009", ["Marc DUPONT"]),
            ("personne", []),
        ];
        foreach ((string name, string[] found) in cases)
        {
            FoundEntries entries = await SearchAsync(new SearchDirectoryRequest { Name = name });
            Assert.Equal(found, entries.Entries.Select(entry => entry.Person.Name));
            Assert.DoesNotContain(entries.Entries, entry => entry.Approximate);
        }
    }

    [Fact]
    public async Task A_letter_may_be_wrong()
    {
        await ImportAsync(Elise, Marc, Dominique);
        foreach (string name in (string[])["dupond", "dpuont", "dupoint", "duont mar", "dupon"])
        {
            DirectoryEntry entry = Assert.Single(
                (await SearchAsync(new SearchDirectoryRequest { Name = name })).Entries);
            Assert.Equal(("Marc DUPONT", name != "dupon"), (entry.Person.Name, entry.Approximate));
        }
    }

    [Fact]
    public async Task People_are_found_by_what_they_do_and_where()
    {
        await ImportAsync(Elise, Marc, MarcElsewhere, Dominique);
        (SearchDirectoryRequest Request, string[] Found)[] cases =
        [
            (new() { Profession = "medecin", Town = "toulouse" }, ["Marc DUPONT"]),
            (new() { Profession = "10", Department = "31" }, ["Marc DUPONT"]),
            (new() { Profession = "Médecins", Department = "Ariège" }, ["Marc DUPONT", "Dominique MARCEAU"]),
            (new() { Specialty = "cardio" }, ["Marc DUPONT"]),
            (new() { Specialty = "cardio", Town = "foix" }, []),
            (new() { Structure = "tilleuls" }, ["Élise LE-CŒURDOR"]),
            (new() { Structure = "clinque parc" }, ["Marc DUPONT"]),
            (new() { Structure = "310000005" }, ["Marc DUPONT", "Dominique MARCEAU"]),
            (new() { Profession = "infirmier", Town = "foix" }, []),
            (new() { Profession = "astronaute", Town = "foix" }, []),
            (new() { Specialty = "SM54", Department = "09" }, ["Marc DUPONT", "Dominique MARCEAU"]),
            (new() { Specialty = "médecine gén", Town = "Foi", Structure = "vallon" },
                ["Marc DUPONT", "Dominique MARCEAU"]),
            (new() { Name = "dup", Profession = "medecin", Town = "foix" }, ["Marc DUPONT"]),
            (new() { Name = "dup", Specialty = "cardio", Town = "foix" }, []),
            (new() { Name = "dupnot", Town = "foix", Department = "09" }, ["Marc DUPONT"]),
        ];
        foreach ((SearchDirectoryRequest request, string[] found) in cases)
        {
            FoundEntries entries = await SearchAsync(request);
            Assert.Equal(found, entries.Entries.Select(entry => entry.Person.Name));
            Assert.Empty(entries.Next);
        }
    }

    [Fact]
    public async Task An_entry_tells_every_practice_and_no_telephone_number()
    {
        await ImportAsync(Marc, MarcElsewhere);

        DirectoryEntry entry = Assert.Single(
            (await SearchAsync(new SearchDirectoryRequest { Name = "dupont" })).Entries);

        Assert.Equal("810000000009", entry.NationalId);
        Assert.Equal(PersonOf(Marc).ToByteString(), entry.Person.Id);
        Assert.Equal("Médecin", entry.Person.Profession);
        Assert.Equal(
            [("Clinique du Parc", "Toulouse", "31"), ("Maison de santé du Vallon", "Foix", "Ariège")],
            entry.Practices.Select(each => (each.StructureName, each.Town, each.Department)));
        Assert.Equal(2, entry.Practices.Select(each => each.Id).Where(id => id.Length == 16).Distinct().Count());
        Assert.Equal(
            entry.Practices, Assert.Single(
                await new DirectoryReader(Store).GetPracticesAsync([PersonOf(Marc), PersonId.New()])).Practices);
        string whole = JsonFormatter.Default.Format(entry);
        Assert.DoesNotContain(ExtractLine.Telephone, whole);
        Assert.DoesNotContain(ExtractLine.Mail, whole);
    }

    [Fact]
    public async Task Pages_hold_everybody_once_in_alphabetical_order_and_end_with_the_import()
    {
        await ImportAsync(new SyntheticExtract(800));
        var request = new SearchDirectoryRequest { Profession = "infirmier", Department = "31", Limit = 3 };
        FoundEntries all = await SearchAsync(new SearchDirectoryRequest(request) { Limit = 50 });
        Assert.InRange(all.Entries.Count, 7, 49);

        List<DirectoryEntry> paged = [];
        string lastCursor;
        do
        {
            FoundEntries page = await SearchAsync(request);
            paged.AddRange(page.Entries);
            lastCursor = request.Cursor;
            request.Cursor = page.Next;
        }
        while (request.Cursor.Length > 0);

        Assert.Equal(all.Entries, paged);
        FoundEntries ofMany = await SearchAsync(new SearchDirectoryRequest { Structure = "cabinet", Limit = 50 });
        Assert.Equal(50, ofMany.Entries.Select(entry => entry.NationalId).Distinct().Count());
        Assert.NotEmpty(ofMany.Next);
        await ImportAsync(new SyntheticExtract(808));
        request.Cursor = lastCursor;
        Assert.Null(DirectoryQuery.TryRead(request, out DirectoryQuery? query));
        Assert.Null(await new DirectoryReader(Store).SearchAsync(query!));
    }

    [Fact]
    public async Task Who_left_the_extract_keeps_a_name_and_is_found_no_more()
    {
        await ImportAsync(new SyntheticExtract(800));
        PersonId gone = PersonOf(new SyntheticExtract(800).Person(0).Rpps);
        var stranger = PersonId.New();
        var reader = new DirectoryReader(Store);
        Assert.Equal([stranger], await reader.FindMissingAsync([gone, stranger]));
        Assert.Empty(await reader.FindMissingAsync([]));

        await ImportAsync(Without(10));

        Assert.Equal([gone], await reader.FindMissingAsync([gone]));
        Assert.Equal(gone.ToByteString(), Assert.Single(await reader.GetAsync([gone, stranger])).Id);
        Assert.Empty((await SearchAsync(new SearchDirectoryRequest
        {
            Name = new SyntheticExtract(800).Person(0).Rpps,
        })).Entries);
    }

    [Fact]
    public async Task Whom_an_import_is_the_first_to_leave_out_is_told_apart_from_the_moment_it_is_in_use()
    {
        await ImportAsync(new SyntheticExtract(800));
        var reader = new DirectoryReader(Store);
        DateTimeOffset before = (await RecordsAsync()).InUse!.InUseSince!.Value;
        Assert.Empty((await reader.VanishedAsync(0, 100)).People);

        await ImportAsync(Without(10));
        VanishedPage first = await reader.VanishedAsync(0, 6);
        VanishedPage rest = await reader.VanishedAsync(first.Last, 6);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(who => PersonOf(new SyntheticExtract(800).Person(who).Rpps)).ToHashSet(),
            [.. first.People, .. rest.People]);
        Assert.Equal((6, 4), (first.People.Count, rest.People.Count));
        Assert.Empty((await reader.VanishedAsync(rest.Last, 6)).People);
        Assert.True((await RecordsAsync()).InUse!.InUseSince > before);

        await ImportAsync(Without(20));
        Assert.Equal(10, (await reader.VanishedAsync(0, 100)).People.Count);
    }

    /// <summary>
    /// Goal: a name with anything else finds whom it finds alone, of those with such a practice. Method: beginnings of
    /// invented names against a reading of the whole extract.
    /// </summary>
    [Fact]
    public async Task A_name_with_what_somebody_does_or_where_finds_all_of_them()
    {
        var extract = new SyntheticExtract(1_600);
        await ImportAsync(extract);
        string[][] rows = [.. Enumerable.Range(0, extract.Rows).Select(extract.Row)];
        foreach (string[] row in rows.Where((_, number) => number % 160 == 0))
        {
            string profession = Field(row, "Code profession");
            string town = Field(row, "Libellé commune (coord. structure)");
            string department = Field(row, "Code commune (coord. structure)")[..2];
            department = department == "97" ? "974" : department;
            string family = Field(row, "Nom d'exercice")[..2];
            string given = Field(row, "Prénom d'exercice")[..2];
            foreach (string name in new[] { family, given, $"{given} {family}" })
            {
                await IsWholeAsync(name, new() { Profession = profession }, each => each.Profession == profession);
                await IsWholeAsync(name, new() { Town = town }, each => each.Town == town);
                await IsWholeAsync(
                    name,
                    new() { Profession = profession, Town = town },
                    each => each.Profession == profession && each.Town == town);
                await IsWholeAsync(
                    name,
                    new() { Profession = profession, Department = department },
                    each => each.Profession == profession && each.Department == department);
            }
        }

        async Task IsWholeAsync(
            string name,
            SearchDirectoryRequest request,
            Func<(string Profession, string Town, string Department), bool> isMeant)
        {
            string[] words = [.. NameFolding.WordsOf(name)];
            HashSet<string> expected =
            [
                .. rows.Where(row => words.All(word => NameFolding
                        .WordsOf($"{Field(row, "Nom d'exercice")} {Field(row, "Prénom d'exercice")}")
                        .Any(each => each.StartsWith(word, StringComparison.Ordinal)))
                        && isMeant((
                            Field(row, "Code profession"),
                            Field(row, "Libellé commune (coord. structure)"),
                            Field(row, "Code commune (coord. structure)") is ['9', '7', ..]
                                ? "974"
                                : Field(row, "Code commune (coord. structure)")[..2])))
                    .Select(row => Field(row, "Identification nationale PP")),
            ];
            request.Name = name;
            request.Limit = 50;
            HashSet<string> found = [.. (await SearchAsync(request)).Entries.Select(entry => entry.NationalId)];
            Assert.Equal(Math.Min(50, expected.Count), found.Count(expected.Contains));
            Assert.True(expected.Count >= 50 || found.IsSupersetOf(expected), $"{request}");
        }

        static string Field(string[] row, string column) => row[ExtractColumns.IndexOf(column)];
    }

    [Fact]
    public async Task Without_a_directory_nobody_is_found()
    {
        var reader = new DirectoryReader(Store);

        Assert.Empty((await SearchAsync(new SearchDirectoryRequest { Name = "dupont" })).Entries);
        Assert.Empty(await reader.GetAsync([PersonOf(Marc)]));
        Assert.Equal([PersonOf(Marc)], await reader.FindMissingAsync([PersonOf(Marc)]));
        Assert.Null(await reader.TermsAsync());
    }

    private static PersonId PersonOf(ExtractLine line) => PersonOf(line.Rpps);

    private static PersonId PersonOf(string rpps) =>
        NationalId.TryParse("8" + rpps, out NationalId? id) ? id.Person : throw new ArgumentException("No RPPS.");

    private async Task ImportAsync(params ExtractLine[] lines)
    {
        ImportOutcome outcome = await ImportAsync(await WriteAsync(ExtractLine.File(lines)));
        Assert.Equal((ImportState.InUse, 0), (outcome.State, outcome.Record.Findings));
    }

    private async Task<FoundEntries> SearchAsync(SearchDirectoryRequest request)
    {
        Assert.Null(DirectoryQuery.TryRead(request, out DirectoryQuery? query));
        return (await new DirectoryReader(Store).SearchAsync(query!))!;
    }
}
