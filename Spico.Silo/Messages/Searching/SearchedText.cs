using System.Text;
using Spico.Protocol.V1;
using Spico.Silo.People;

namespace Spico.Silo.Messages.Searching;

/// <summary>
/// What is compared: the folded words of a text, each with a space before it. A word begins with another exactly where
/// that one with its space is found.
/// </summary>
internal static class SearchedText
{
    /// <summary>"L'Œdème, dès 38,5°" gives " l oedeme des 38 5".</summary>
    public static byte[] Fold(string text) =>
        Encoding.UTF8.GetBytes(string.Concat(WordsOf(text).Select(word => $" {word}")));

    /// <summary>The folded words of a text, in its order.</summary>
    public static List<string> WordsOf(string text) => NameFolding.WordsOf(text);

    /// <summary>What is found wherever a word begins so.</summary>
    public static byte[] BeginningOf(string word) => Encoding.UTF8.GetBytes($" {word}");

    /// <summary>What a message says: its last text, and the names of the files it shows.</summary>
    public static byte[] Of(MessagePosted posted, MessageEdited? edit)
    {
        string text = edit?.Text ?? posted.Text;
        return Fold(
            posted.Attachments is { } shown
                ? string.Join('\n', shown.Files.Select(file => file.Name).Prepend(text))
                : text);
    }

    /// <summary>What a message was besides.</summary>
    public static MessageTraits TraitsOf(MessagePosted posted) =>
        (posted.Urgent ? MessageTraits.Urgent : 0)
        | (posted.Request ? MessageTraits.Request : 0)
        | (posted.Quote > 0 ? MessageTraits.Answer : 0)
        | (posted.Attachments is { Files.Count: > 0 } ? MessageTraits.Files : 0);
}
