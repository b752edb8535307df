namespace Spico.Protocol;

/// <summary>What a stream is: the first byte of its id.</summary>
public enum StreamKind : byte
{
    /// <summary>No stream has it.</summary>
    None = 0,

    /// <summary>A conversation.</summary>
    Conversation = 1,

    /// <summary>The inbox of a person.</summary>
    Inbox = 2,
}
