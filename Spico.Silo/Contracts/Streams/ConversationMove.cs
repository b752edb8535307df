using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>A conversation that has newer facts, and whose inboxes it is in.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Members">Its members.</param>
[GenerateSerializer, Immutable]
[Alias("spico.conversation-move")]
public sealed record ConversationMove(
    [property: Id(0)] StreamId Conversation, [property: Id(1)] PersonId[] Members);
