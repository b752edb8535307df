using System.Text;
using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Silo.Conversations;

/// <summary>
/// What lists show of a conversation, as the one sealed value its stream keeps: the title; about a patient, title and
/// patient.
/// </summary>
internal static class ListedTitle
{
    /// <summary>The value to seal.</summary>
    public static byte[] Encode(string title, Patient? patient) => patient is null
        ? Encoding.UTF8.GetBytes(title)
        : new ConversationCreated { Title = title, Patient = patient }.ToByteArray();

    /// <summary>Reads it back.</summary>
    public static (string Title, Patient? Patient) Decode(ConversationKind kind, byte[] opened)
    {
        if (kind != ConversationKind.Patient)
        {
            return (Encoding.UTF8.GetString(opened), null);
        }

        ConversationCreated listed = ConversationCreated.Parser.ParseFrom(opened);
        return (listed.Title, listed.Patient);
    }
}
