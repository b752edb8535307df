namespace Spico.Gateway.Presence;

internal enum PresenceMessageKind : byte
{
    /// <summary>The gateway is alive.</summary>
    Alive = 1,

    /// <summary>The gateway came, or came back: everyone states every stream.</summary>
    Hello = 2,

    /// <summary>The gateway stops: its people are gone.</summary>
    Gone = 3,

    /// <summary>The gateway wants to know who is present in the stream.</summary>
    Ask = 4,

    /// <summary>The people present in the stream at the gateway: all of them, instead of those stated before.</summary>
    State = 5,

    /// <summary>A person is typing in the stream.</summary>
    Typing = 6,
}
