using System.Text;

namespace Spico.Silo.Accounts;

/// <summary>
/// The grain key of an account: a prefix that is no number (AdoNet storage takes keys that look like numbers for
/// numbers), then the login without case and compatibility forms.
/// </summary>
public static class AccountKey
{
    /// <summary>The longest login.</summary>
    public const int LoginLengthMax = 128;

    private const string Prefix = "account/";

    /// <summary>The key of a login; null when it is empty, too long, or has control characters.</summary>
    public static string? Of(string login)
    {
        string trimmed = login.Trim();
        if (trimmed.Length is 0 or > LoginLengthMax || trimmed.Any(char.IsControl) || !IsWellFormed(trimmed))
        {
            return null;
        }

        return Prefix + trimmed.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
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
