namespace Spico.Checker;

/// <summary>What happened to a client, or to the system under test.</summary>
public enum EventKind : byte
{
    /// <summary>Never recorded.</summary>
    None,

    /// <summary>A client began to send a message.</summary>
    SendInvoke,

    /// <summary>The message was acknowledged at a position.</summary>
    SendOk,

    /// <summary>The message was refused: it surely is not in the log.</summary>
    SendFail,

    /// <summary>The client gave up: the message may be in the log or not.</summary>
    SendUnknown,

    /// <summary>A fact was pushed to a client.</summary>
    Deliver,

    /// <summary>A fact was read by a client as history.</summary>
    Read,

    /// <summary>A client asked for a stream from a position.</summary>
    ResumeInvoke,

    /// <summary>The server agreed: facts after the position follow.</summary>
    ResumeOk,

    /// <summary>The server could not continue: facts after the new position follow.</summary>
    Resync,

    /// <summary>The client closed its stream: nothing more is expected of it.</summary>
    StreamEnd,

    /// <summary>The server ended the stream because the person's access ended at the fact before.</summary>
    AccessEnd,

    /// <summary>A fault took effect.</summary>
    FaultBegin,

    /// <summary>A fault was over.</summary>
    FaultEnd,

    /// <summary>No sends and no faults from here on: what is live must arrive.</summary>
    Quiet,
}
