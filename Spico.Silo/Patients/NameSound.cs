using System.Text.RegularExpressions;
using Spico.Silo.People;

namespace Spico.Silo.Patients;

/// <summary>
/// How a name sounds in French, near enough to find who was written down by ear: letters that sound alike become one,
/// silent ones fall away. What it finds is proposed to a person, never decided upon.
/// </summary>
internal static partial class NameSound
{
    // In this order: each rule sees what those before it have left.
    private static readonly (Regex Written, string Sound)[] Rules =
    [
        (Eau(), "o"), (Ph(), "f"), (Ch(), "S"), (SoftC(), "s"), (HardC(), "k"), (Gn(), "n"), (GuBeforeE(), "g"),
        (SoftG(), "j"), (H(), ""), (W(), "v"), (Bv(), "v"), (Y(), "i"), (Oi(), "wa"), (OnBeforeConsonant(), "O"),
        (InBeforeConsonant(), "I"), (AnBeforeConsonant(), "A"), (Ai(), "e"), (Ou(), "u"), (Oe(), "e"), (Z(), "s"),
        (Doubled(), "$1"), (SilentEnd(), ""),
    ];

    /// <summary>The sound of a name, its words joined: the same for names that are pronounced alike.</summary>
    public static string Of(string name)
    {
        string letters = string.Concat(NameFolding.WordsOf(name));
        string sound = letters;
        foreach ((Regex written, string with) in Rules)
        {
            sound = written.Replace(sound, with);
        }

        // A name of silent letters alone is its letters.
        return sound.Length > 0 ? sound : letters;
    }

    [GeneratedRegex("eaux?|aux?")]
    private static partial Regex Eau();

    [GeneratedRegex("ph")]
    private static partial Regex Ph();

    [GeneratedRegex("s?ch|sh")]
    private static partial Regex Ch();

    [GeneratedRegex("s?c(?=[eiy])")]
    private static partial Regex SoftC();

    [GeneratedRegex("ck|qu|[cqk]+")]
    private static partial Regex HardC();

    [GeneratedRegex("gn")]
    private static partial Regex Gn();

    [GeneratedRegex("gu(?=[eiy])")]
    private static partial Regex GuBeforeE();

    [GeneratedRegex("ge(?=[ao])|g(?=[eiy])")]
    private static partial Regex SoftG();

    [GeneratedRegex("h")]
    private static partial Regex H();

    [GeneratedRegex("w")]
    private static partial Regex W();

    [GeneratedRegex("bv")]
    private static partial Regex Bv();

    [GeneratedRegex("y")]
    private static partial Regex Y();

    [GeneratedRegex("oi")]
    private static partial Regex Oi();

    [GeneratedRegex("o[nm](?![aeiounm])")]
    private static partial Regex OnBeforeConsonant();

    [GeneratedRegex("(?:ai|ei|i|u)[nm](?![aeiounm])")]
    private static partial Regex InBeforeConsonant();

    [GeneratedRegex("[ae][nm](?![aeiounm])")]
    private static partial Regex AnBeforeConsonant();

    [GeneratedRegex("ai|ei")]
    private static partial Regex Ai();

    [GeneratedRegex("ou")]
    private static partial Regex Ou();

    [GeneratedRegex("oe|eu")]
    private static partial Regex Oe();

    [GeneratedRegex("z")]
    private static partial Regex Z();

    [GeneratedRegex(@"(.)\1+")]
    private static partial Regex Doubled();

    [GeneratedRegex("(?<=.)[estdxpr]+$")]
    private static partial Regex SilentEnd();
}
