using Spico.Protocol.V1;

namespace Spico.Silo.Messages.Searching;

/// <summary>What a message was besides its words. The values are stored.</summary>
[Flags]
internal enum MessageTraits : byte
{
    None = 0,
    Urgent = 1 << (int)MessageTrait.Urgent,
    Request = 1 << (int)MessageTrait.Request,
    Answer = 1 << (int)MessageTrait.Answer,
    Files = 1 << (int)MessageTrait.Files,
}
