namespace Spico.Load.Workloads;

/// <summary>
/// Messages of invented words, of which some are said often and most seldom, as in any language; and one word in each
/// that is said nowhere else.
/// </summary>
internal sealed class InventedWords
{
    private const int Words = 8_000;
    private const string Consonants = "bcdfglmnprstv";

    private static readonly string[] Vowels = ["a", "e", "é", "è", "i", "o", "u", "ou", "an", "eau", "œ"];

#pragma warning disable CA5394 // A load that can be repeated, no secret.
    private readonly Random _random;
    private readonly string[] _words;
    private readonly double[] _shares;

    public InventedWords(int seed)
    {
        _random = new Random(seed);
        _words = [.. Enumerable.Range(0, Words).Select(_ => Invent())];
        _shares = new double[Words];
        double sum = 0;
        for (int i = 0; i < Words; i++)
        {
            _shares[i] = sum += 1.0 / (i + 1);
        }
    }

    /// <summary>The word at a place among those said most often.</summary>
    public string At(int place) => _words[place];

    /// <summary>The word that only one message has.</summary>
    public static string OnlyIn(int message) => $"n{message}x";

    /// <summary>What a message says: 14 words or so, some many more.</summary>
    public string Message(int number)
    {
        int count = 1 + (int)(-13 * Math.Log(1 - _random.NextDouble()));
        return string.Join(' ', Enumerable.Range(0, count).Select(_ => Pick()).Append(OnlyIn(number)));
    }

    /// <summary>A word, as often as it is said.</summary>
    public string Pick()
    {
        int place = Array.BinarySearch(_shares, _random.NextDouble() * _shares[^1]);
        return _words[Math.Min(place < 0 ? ~place : place, Words - 1)];
    }

    private string Invent() => string.Concat(Enumerable.Range(0, _random.Next(1, 5))
        .Select(_ => $"{Consonants[_random.Next(Consonants.Length)]}{Vowels[_random.Next(Vowels.Length)]}"));
#pragma warning restore CA5394
}
