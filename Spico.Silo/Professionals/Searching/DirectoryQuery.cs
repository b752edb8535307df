using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Professionals.Searching;

/// <summary>A search that was found to be one: what is looked for, and from where on.</summary>
internal sealed record DirectoryQuery
{
    public const int FoundMax = 50;
    private const int FoundUnlessSaid = 20;
    private const int LettersMin = 2;
    private const int LettersMax = 100;
    private const int WordsMax = 6;

    /// <summary>The folded words of the name; none when nobody is looked for by name.</summary>
    public required string[] Name { get; init; }

    public required string Profession { get; init; }

    public required string Specialty { get; init; }

    public required string Town { get; init; }

    public required string Department { get; init; }

    public required string Structure { get; init; }

    public required int Limit { get; init; }

    /// <summary>The page before ended with this.</summary>
    public required DirectoryCursor? After { get; init; }

    /// <summary>The whole name as it was typed, for identifiers.</summary>
    public required string Typed { get; init; }

    /// <summary>Reads a request; null when all is well.</summary>
    public static Error? TryRead(SearchDirectoryRequest request, out DirectoryQuery? query)
    {
        query = null;
        if (request.Limit > FoundMax)
        {
            return Refusal.Invalid("limit", $"1 to {FoundMax}.", FoundMax);
        }

        if (!DirectoryCursor.TryDecode(request.Cursor, out DirectoryCursor? after))
        {
            return Refusal.Invalid("cursor", "The cursor of the page before.");
        }

        if (CheckText("name", request.Name) is { } name)
        {
            return name;
        }

        foreach ((string field, string text) in (ReadOnlySpan<(string, string)>)[
            ("profession", request.Profession), ("specialty", request.Specialty), ("town", request.Town),
            ("department", request.Department), ("structure", request.Structure)])
        {
            if (CheckText(field, text) is { } invalid)
            {
                return invalid;
            }
        }

        query = new DirectoryQuery
        {
            Name = [.. NameFolding.WordsOf(request.Name).Take(WordsMax)],
            Typed = request.Name.Trim(),
            Profession = request.Profession,
            Specialty = request.Specialty,
            Town = request.Town,
            Department = request.Department,
            Structure = request.Structure,
            Limit = request.Limit == 0 ? FoundUnlessSaid : (int)request.Limit,
            After = after,
        };
        return query.CheckWhole();
    }

    // A profession or a place alone is half the country: nobody reads that, but for copying it.
    private Error? CheckWhole()
    {
        bool hasPlace = Town.Length > 0 || Department.Length > 0;
        return Name.Length > 0 || Specialty.Length > 0 || Structure.Length > 0
            || (Profession.Length > 0 && hasPlace)
                ? null
                : Refusal.Invalid(
                    "name", "A name, a specialty, a structure, or a profession with a town or département.");
    }

    private static Error? CheckText(string field, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        int letters = NameFolding.WordsOf(text).Sum(word => word.Length);
        return letters < LettersMin ? Refusal.Invalid(field, "At least 2 letters.", LettersMin)
            : text.Length > LettersMax ? Refusal.TooLarge(field, LettersMax, "letters")
            : null;
    }
}
