using System.Security.Cryptography;
using System.Text;

namespace Spico.Silo.Accounts;

/// <summary>
/// The grain key of an account: a prefix that is no number (AdoNet storage takes keys that look like numbers for
/// numbers), then a hash of the login without case and compatibility forms. Not the login itself: Orleans names grains
/// by their key in its own logs, and people type all sorts of things for a login, their password among them.
/// </summary>
public static class AccountKey
{
    /// <summary>The longest login.</summary>
    public const int LoginLengthMax = 128;

    private const string Prefix = "account/";
    private const int HashBytes = 16;

    /// <summary>The key of a login; null when it is empty, too long, or has control characters.</summary>
    public static string? Of(string typed)
    {
        string trimmed = typed.Trim();
        if (trimmed.Length is 0 or > LoginLengthMax || trimmed.Any(char.IsControl) || !IsWellFormed(trimmed))
        {
            return null;
        }

        string login = trimmed.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        return Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(login)).AsSpan(0, HashBytes));
    }

    private static bool IsWellFormed(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
