using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>What other grains have to do with a conversation. Its grain.</summary>
[Alias("spico.conversation-notes")]
public interface IConversationNotes : IGrainWithStringKey
{
    /// <summary>
    /// This fact of a dossier was made of a message. A consequence: exactly once however often it is called; true when
    /// it is durable, or nothing was to be noted.
    /// </summary>
    [Alias("note-filed"), ResponseTimeout("00:00:10")]
    ValueTask<bool> NoteFiled(PersonId author, StreamId dossier, long seq);
}
