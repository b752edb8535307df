using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages.Searching;

/// <summary>What is asked for. Everything said must hold.</summary>
internal sealed class SearchQuery
{
    private readonly HashSet<PersonId> _authors = [];
    private byte[][] _words = [];
    private MessageTraits _traits;
    private HashSet<ConversationKind> _kinds = [];

    private SearchQuery(int limit, FactCursor after, long from, long until)
    {
        Limit = limit;
        After = after;
        From = from;
        Until = until;
    }

    /// <summary>How many messages at most.</summary>
    public int Limit { get; }

    /// <summary>The page begins after this place.</summary>
    public FactCursor After { get; }

    /// <summary>Only messages of this time or later.</summary>
    public long From { get; }

    /// <summary>Only messages of before this time.</summary>
    public long Until { get; }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(SearchMessagesRequest request, out SearchQuery? query)
    {
        query = null;
        if (request.Limit > SearchLimits.PageMessages)
        {
            return Refusal.Invalid("limit", $"1 to {SearchLimits.PageMessages}.", SearchLimits.PageMessages);
        }

        if (!FactCursor.TryDecode(request.Cursor, FactCursor.Newest, out FactCursor after))
        {
            return Refusal.Invalid("cursor", "The cursor of the page before.");
        }

        if (request.From < 0 || request.Until < 0 || (request.Until > 0 && request.Until <= request.From))
        {
            return Refusal.Invalid("until", "Later than from.");
        }

        int limit = request.Limit == 0 ? SearchLimits.PageMessagesUnlessSaid : (int)request.Limit;
        long until = request.Until == 0 ? long.MaxValue : request.Until;
        var read = new SearchQuery(limit, after, request.From, until);
        if ((read.ReadText(request.Text) ?? read.ReadFilters(request)) is { } invalid)
        {
            return invalid;
        }

        bool isSaid = read._words.Length + read._authors.Count > 0
            || read._traits != 0 || request.From > 0 || request.Until > 0;
        query = isSaid ? read : null;
        return isSaid ? null : Refusal.Invalid("text", "A word, an author, a trait or a time.");
    }

    /// <summary>Whether a message is one of those, so far as it can be told from it.</summary>
    public bool Matches(in SearchedMessage message)
    {
        if (message.At < From || message.At >= Until || (message.Traits & _traits) != _traits
            || (_authors.Count > 0 && !_authors.Contains(message.Author)))
        {
            return false;
        }

        foreach (byte[] word in _words)
        {
            if (message.Text.IndexOf(word) < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether messages of such a conversation are asked for.</summary>
    public bool Covers(ConversationKind kind) => _kinds.Count == 0 || _kinds.Contains(kind);

    /// <summary>Whether messages of a stretch of time may be on the page.</summary>
    public bool Covers(long firstAt, long lastAt) => lastAt >= From && firstAt < Until && firstAt <= After.At;

    private Error? ReadText(string text)
    {
        if (text.Length > SearchLimits.TextCharacters)
        {
            return Refusal.TooLarge("text", SearchLimits.TextCharacters, "characters");
        }

        // The longest is the rarest.
        _words = [.. SearchedText.WordsOf(text).Distinct().OrderByDescending(word => word.Length)
            .Select(SearchedText.BeginningOf)];
        return _words.Length > SearchLimits.Words ? Refusal.TooLarge("text", SearchLimits.Words, "words")
            : _words.Length == 0 && text.Length > 0 ? Refusal.Invalid("text", "At least one letter or digit.")
            : null;
    }

    private Error? ReadFilters(SearchMessagesRequest request)
    {
        if (request.Authors.Count > SearchLimits.Authors)
        {
            return Refusal.TooLarge("authors", SearchLimits.Authors, "people");
        }

        foreach (ByteString bytes in request.Authors)
        {
            if (!PersonId.TryFrom(bytes, out PersonId author))
            {
                return Refusal.Invalid("authors", "16 bytes each.");
            }

            _authors.Add(author);
        }

        foreach (MessageTrait trait in request.Traits)
        {
            var bit = (MessageTraits)(1 << (int)trait);
            if (trait == MessageTrait.Unspecified || !Enum.IsDefined(trait) || (_traits & bit) != 0)
            {
                return Refusal.Invalid("traits", "Known traits, each once.");
            }

            _traits |= bit;
        }

        _kinds = [.. request.Kinds];
        return _kinds.All(kind => kind != ConversationKind.Unspecified && Enum.IsDefined(kind))
            ? null
            : Refusal.Invalid("kinds", "Known kinds.");
    }
}
