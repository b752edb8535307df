namespace Spico.Silo.People;

/// <summary>
/// A search by name as both stores run it: up to three word beginnings, each as a half-open range of folded words.
/// An empty beginning stands for any word.
/// </summary>
internal sealed record PersonQuery(
    PersonQuery.Beginning First, PersonQuery.Beginning Second, PersonQuery.Beginning Third)
{
    /// <summary>Reads a query, or null when it holds no word. Words beyond the three longest narrow nothing.</summary>
    public static PersonQuery? From(string text)
    {
        List<string> words = [.. NameFolding.WordsOf(text).OrderByDescending(word => word.Length)];
        return words.Count == 0 ? null : new PersonQuery(At(words, 0), At(words, 1), At(words, 2));
    }

    private static Beginning At(List<string> words, int index) =>
        new(index < words.Count ? words[index] : string.Empty);

    /// <summary>The beginning of a word.</summary>
    internal readonly record struct Beginning(string From)
    {
        /// <summary>After every word that begins so: both stores compare by code point, and this is the last.</summary>
        public string To => From + "\U0010FFFF";
    }
}
