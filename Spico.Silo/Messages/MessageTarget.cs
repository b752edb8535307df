using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>
/// An earlier message that a command is about: fetched before the decision, and at the decision still as it was
/// fetched, or not decided on.
/// </summary>
/// <param name="field">The field that names it.</param>
/// <param name="message">Its number.</param>
/// <param name="person">The person who is about to do something with it.</param>
/// <param name="messages">Where it is fetched from.</param>
internal sealed class MessageTarget(string field, ulong message, PersonId person, MessageLookup messages)
{
    private MessageRecord? _found;

    /// <summary>Fetches it.</summary>
    public async ValueTask<Error?> PrepareAsync()
    {
        if (message is 0 or > long.MaxValue)
        {
            return null;
        }

        (Error? refusal, _found) = await messages.FindAsync((long)message, person);
        return refusal;
    }

    /// <summary>
    /// Gives the message, or says why the person can do nothing with it: they cannot read it, it was retracted, or it
    /// changed since it was fetched.
    /// </summary>
    public Error? Check(ConversationState fold, StreamAccess access, out MessageRecord found)
    {
        found = _found!;
        return _found is null || !access.CanRead(_found.Posted.DataClass, _found.Seq) ? Refusal.NotAccessible(field)
            : !fold.IsUnchangedSince(_found.AsOf, _found.Seq) ? Refusal.Overtaken()
            : _found.IsRetracted ? Refusal.WrongState("The message was retracted.")
            : null;
    }
}
