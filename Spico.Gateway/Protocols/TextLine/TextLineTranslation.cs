using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Google.Protobuf.Reflection;
using Spico.Protocol;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Protocols.TextLine;

/// <summary>Both vocabularies: lines and messages. Pure.</summary>
internal static class TextLineTranslation
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>False when the bytes are not UTF-8.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? line)
    {
        try
        {
            line = Neutralise(Strict.GetString(bytes).TrimEnd('\r'));
            return true;
        }
        catch (DecoderFallbackException)
        {
            line = null;
            return false;
        }
    }

    /// <summary>
    /// The same text as one line that cannot steer a terminal: what is invisible or moves, from escape to the marks
    /// that turn the direction of writing, becomes a middle dot.
    /// </summary>
    public static string Neutralise(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => Rune.GetUnicodeCategory(rune) switch
        {
            // Joined emoji are harmless.
            UnicodeCategory.Format when rune.Value is 0x200c or 0x200d => rune.ToString(),
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse => "·",
            _ => rune.ToString(),
        }));

    public static string Ok(string text = "") => text.Length == 0 ? "OK" : $"OK {Neutralise(text)}";

    public static string Refusal(Error error) =>
        $"ERR {NameOf(error.Code)} {Neutralise(error.Message)}";

    public static string Refusal(ErrorCode code, string message) => $"ERR {NameOf(code)} {message}";

    public static string Bye(Goodbye goodbye) =>
        string.Create(CultureInfo.InvariantCulture, $"BYE {(int)goodbye.Code} {Neutralise(goodbye.Reason)}");

    /// <summary>A conversation, as LIST numbers it.</summary>
    public static string Entry(int number, string title, InboxEntry entry) => string.Create(
        CultureInfo.InvariantCulture, $"* {number} {Neutralise(title)} ({entry.Unread} unread)");

    public static string FactLine(Fact fact, string author) => string.Create(
        CultureInfo.InvariantCulture,
        $"{fact.Seq} {Neutralise(author)}: {(fact.BodyCase == Fact.BodyOneofCase.MessagePosted
            ? Neutralise(fact.MessagePosted.Text)
            : $"({KindOf(fact)})")}");

    public static string Ended(StreamEnded ended) => $"(no more: {NameOf(ended.Reason)})";

    public static Command List(int limit) =>
        new() { ListInbox = new ListInboxRequest { Limit = (uint)limit } };

    public static Command Open(InboxEntry entry) =>
        new() { OpenStream = new OpenStreamRequest { Stream = entry.Conversation } };

    public static Command Close(InboxEntry entry) =>
        new() { CloseStream = new CloseStreamRequest { Stream = entry.Conversation } };

    public static Command Read(InboxEntry entry, int facts) =>
        new() { ReadHistory = new ReadHistoryRequest { Stream = entry.Conversation, Limit = (uint)facts } };

    public static Command Post(InboxEntry entry, string text) => new()
    {
        PostMessage = new PostMessageRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = entry.Conversation,
            Text = text,
        },
    };

    private static string KindOf(Fact fact) =>
        Fact.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(fact)?.Name.Replace('_', ' ') ?? "something new";

    /// <summary>The name of an enum's value as the contract writes it, without the enum's own name before it.</summary>
    private static string NameOf<T>(T value)
        where T : struct, Enum
    {
        EnumDescriptor type = typeof(T) == typeof(ErrorCode)
            ? ErrorReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(ErrorCode))
            : StreamReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(StreamEndReason));
        string name = type.FindValueByNumber(Convert.ToInt32(value, CultureInfo.InvariantCulture))?.Name ?? "UNKNOWN";
        return name.Replace("ERROR_CODE_", "", StringComparison.Ordinal)
            .Replace("STREAM_END_REASON_", "", StringComparison.Ordinal);
    }
}
