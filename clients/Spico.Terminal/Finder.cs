using System.Globalization;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>Finds people: those registered here by name, and the professionals of the country's directory.</summary>
internal sealed class Finder(SpicoClient client, IScreen screen)
{
    private const int FoundMax = 20;
    private static readonly string[] Fields = ["profession", "specialty", "town", "department", "structure"];

    private List<Person> _found = [];
    private SearchDirectoryRequest? _last;

    public IReadOnlyList<Verb> Verbs =>
    [
        new("/find", "NAME", "finds people registered here", FindAsync),
        new(
            "/who",
            "NAME profession=… town=… department=… specialty=… structure=…",
            "finds professionals in the directory, with an account or without",
            SearchAsync),
        new("/more", "", "the next page of the last search", MoreAsync),
    ];

    /// <summary>A person by their number in the last list.</summary>
    public Person? Choose(string number) => Typed.Choose(number, _found);

    private async Task FindAsync(string name, CancellationToken cancellationToken)
    {
        _found = [.. await client.FindPeopleAsync(name, cancellationToken: cancellationToken)];
        Show(_found.Select(person => Joined(person.Name, person.Profession, person.Structure, person.Town)));
    }

    private Task SearchAsync(string text, CancellationToken cancellationToken)
    {
        var request = new SearchDirectoryRequest { Limit = FoundMax };
        string? field = null;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string value = word;
            int sign = word.IndexOf('=', StringComparison.Ordinal);
            if (sign > 0 && Array.Find(Fields, each => each.StartsWith(word[..sign], StringComparison.Ordinal))
                is { } named)
            {
                field = named;
                value = word[(sign + 1)..];
            }

            Add(request, field, value);
        }

        return AskAsync(request, cancellationToken);
    }

    private Task MoreAsync(string text, CancellationToken cancellationToken)
    {
        if (_last is { Cursor.Length: > 0 } next)
        {
            return AskAsync(next, cancellationToken);
        }

        screen.Line(Tone.Notice, "there is no next page");
        return Task.CompletedTask;
    }

    private async Task AskAsync(SearchDirectoryRequest request, CancellationToken cancellationToken)
    {
        SearchDirectoryResponse page = await client.SearchDirectoryAsync(request, cancellationToken);
        _last = request.Clone();
        _last.Cursor = page.Next;
        _found = [.. page.Entries.Select(entry => entry.Person)];
        Show(page.Entries.Select(LineOf));
        if (page.Next.Length > 0)
        {
            screen.Line(Tone.Notice, "     /more for the next page");
        }
    }

    private void Show(IEnumerable<string> lines)
    {
        int number = 0;
        foreach (string line in lines)
        {
            screen.Line(Tone.Notice, string.Create(CultureInfo.InvariantCulture, $"{++number,3}  {line}"));
        }

        screen.Line(
            Tone.Notice, number == 0 ? "nobody found" : "     /direct NUMBER writes to one, /add NUMBER adds one here");
    }

    private static void Add(SearchDirectoryRequest request, string? field, string value)
    {
        switch (field)
        {
            case null:
                request.Name = Both(request.Name);
                break;
            case "profession":
                request.Profession = Both(request.Profession);
                break;
            case "specialty":
                request.Specialty = Both(request.Specialty);
                break;
            case "town":
                request.Town = Both(request.Town);
                break;
            case "department":
                request.Department = Both(request.Department);
                break;
            default:
                request.Structure = Both(request.Structure);
                break;
        }

        string Both(string before) => $"{before} {value}".Trim();
    }

    private static string LineOf(DirectoryEntry entry)
    {
        PracticeSituation practice = entry.Practices.FirstOrDefault() ?? new PracticeSituation();
        string more = entry.Practices.Count > 1 ? $" and {entry.Practices.Count - 1} more" : "";
        string account = entry.HasAccount ? "has an account" : "no account yet: what you write waits for them";
        return Joined(
            entry.Person.Name,
            practice.Profession,
            practice.Specialty,
            practice.StructureName,
            practice.Town + more) + $"  ({account}{(entry.Approximate ? "; name nearly so" : "")})";
    }

    private static string Joined(params string[] parts) => string.Join(", ", parts.Where(part => part.Length > 0));
}
