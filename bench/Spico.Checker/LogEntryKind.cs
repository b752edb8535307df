namespace Spico.Checker;

/// <summary>What a fact of the final log means to the rules.</summary>
public enum LogEntryKind : byte
{
    /// <summary>Anything without a rule of its own.</summary>
    Other,

    /// <summary>A message.</summary>
    Message,

    /// <summary>A person was given access.</summary>
    MemberAdded,

    /// <summary>A person's access ended.</summary>
    MemberEnded,
}
