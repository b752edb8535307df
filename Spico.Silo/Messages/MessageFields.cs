using System.Text;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>Checks the fields that a message and its edits share.</summary>
internal static class MessageFields
{
    /// <summary>Checks a text; null when all is well.</summary>
    public static Error? CheckText(string text) =>
        string.IsNullOrWhiteSpace(text) ? Refusal.Invalid("text", "Not empty, nor only blanks.")
        : Encoding.UTF8.GetByteCount(text) > ConversationLimits.TextBytes
            ? Refusal.TooLarge("text", ConversationLimits.TextBytes, "bytes")
        : null;
}
