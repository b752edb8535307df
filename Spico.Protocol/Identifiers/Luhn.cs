namespace Spico.Protocol.Identifiers;

/// <summary>The key of Luhn: the last digit of a number, such that a wrong or swapped digit is seen.</summary>
public static class Luhn
{
    /// <summary>Whether a text is made of digits alone and its last one is their key.</summary>
    public static bool IsValid(ReadOnlySpan<char> digits) =>
        digits.Length > 1 && Digits.AreAll(digits) && digits[^1] == KeyOf(digits[..^1]);

    /// <summary>The key that follows these digits.</summary>
    public static char KeyOf(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        bool isDoubled = true;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            int digit = digits[i] - '0';
            int weighed = isDoubled ? digit * 2 : digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
            isDoubled = !isDoubled;
        }

        return (char)('0' + ((10 - (sum % 10)) % 10));
    }
}
