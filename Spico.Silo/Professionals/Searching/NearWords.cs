using System.Data.Common;
using Spico.Silo.Professionals.Stores;

namespace Spico.Silo.Professionals.Searching;

/// <summary>The words of the directory that are a letter away from one that was typed.</summary>
internal static class NearWords
{
    private const int WordsMax = 50;

    /// <summary>The words with those near each; null when there are none.</summary>
    public static async Task<SoughtWord[]?> AddAsync(DbConnection connection, SoughtWord[] words)
    {
        var near = new SoughtWord[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            near[i] = words[i] with { Near = await FindAsync(connection, words[i].Text) };
        }

        return near.All(word => word.Near.Length == 0) ? null : near;
    }

    private static async Task<string[]> FindAsync(DbConnection connection, string word)
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

        return [.. near.Order(StringComparer.Ordinal).Take(WordsMax)];
    }
}
