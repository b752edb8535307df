namespace Spico.Checker;

/// <summary>One event of a history, compact: a load run records millions.</summary>
/// <param name="Order">The process-wide counter, taken when it happened.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Session">The index of the client in the history; -1: none.</param>
/// <param name="Conversation">The index of the conversation in the history; -1: none.</param>
/// <param name="Author">The index of the fact's author in the history; -1: not told.</param>
/// <param name="Epoch">The store's epoch.</param>
/// <param name="Seq">The position: of the fact, the acknowledgement, or the cursor.</param>
/// <param name="Send">Ties the events of one send, or of one fault, together; of a resumption, the head.</param>
/// <param name="Hash">The hash of the message's text; 0: not a message.</param>
/// <param name="IsElided">Whether the fact was told by its position only.</param>
public readonly record struct HistoryEvent(
    long Order,
    EventKind Kind,
    int Session,
    int Conversation,
    int Author,
    uint Epoch,
    long Seq,
    long Send,
    ulong Hash,
    bool IsElided);
