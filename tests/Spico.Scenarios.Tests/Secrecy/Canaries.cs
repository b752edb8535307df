using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace Spico.Scenarios.Tests.Secrecy;

/// <summary>
/// Unique strings planted where people write, and a search for them in bytes: as they are, in upper or lower case, in
/// UTF-16, in hexadecimal and in base64 at any alignment.
/// </summary>
internal sealed class Canaries
{
    private readonly ConcurrentDictionary<string, string> _planted = new();

    /// <summary>A new one of a kind.</summary>
    public string Plant(string kind) => Add(kind, $"canari-{Guid.NewGuid():N}");

    /// <summary>Takes a string that is unique already, such as a token's signature.</summary>
    public string Add(string kind, string text)
    {
        _planted[text] = kind;
        return text;
    }

    /// <summary>The kinds found in the files, each with a file that holds it.</summary>
    public IReadOnlyList<string> FoundIn(IEnumerable<string> files, params string[] butNot)
    {
        Dictionary<string, string> kinds = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string text, string kind) in _planted.Where(each => !butNot.Contains(each.Value)))
        {
            foreach ((string form, string pattern) in FormsOf(text))
            {
                kinds.TryAdd(pattern, $"{kind} {form}");
            }
        }

        // Made once: it takes longer than most files to search.
        SearchValues<string> any = SearchValues.Create([.. kinds.Keys], StringComparison.OrdinalIgnoreCase);
        return
        [
            .. files.SelectMany(file => Search(file, any, kinds.Keys).Select(found => $"{kinds[found]}: {file}"))
                .Distinct(),
        ];
    }

    /// <summary>What to look for, each byte as one character.</summary>
    private static IEnumerable<(string Form, string Pattern)> FormsOf(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        yield return ("as it is", Encoding.Latin1.GetString(bytes));
        yield return ("in UTF-16", Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text)));
        yield return ("in hexadecimal", Convert.ToHexStringLower(bytes));
        for (int before = 0; before < 3; before++)
        {
            // Without the characters that depend on what stands before and behind.
            string encoded = Convert.ToBase64String([.. new byte[before], .. bytes]);
            int first = before == 0 ? 0 : 4;
            string core = encoded[first..^4];
            yield return ("in base64", core);
            if (core.AsSpan().ContainsAny('+', '/'))
            {
                yield return ("in base64url", core.Replace('+', '-').Replace('/', '_'));
            }
        }
    }

    private static IEnumerable<string> Search(
        string file, SearchValues<string> any, IReadOnlyCollection<string> patterns)
    {
        string content = Encoding.Latin1.GetString(File.ReadAllBytes(file));
        int at = content.AsSpan().IndexOfAny(any);
        while (at >= 0)
        {
            int here = at;
            yield return patterns.First(pattern => string.Compare(
                content, here, pattern, 0, pattern.Length, StringComparison.OrdinalIgnoreCase) == 0);
            int next = content.AsSpan(at + 1).IndexOfAny(any);
            at = next < 0 ? -1 : at + 1 + next;
        }
    }
}
