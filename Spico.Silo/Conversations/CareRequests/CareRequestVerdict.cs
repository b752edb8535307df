namespace Spico.Silo.Conversations.CareRequests;

/// <summary>Whether a move is open to somebody.</summary>
internal enum CareRequestVerdict
{
    /// <summary>It is.</summary>
    Allowed,

    /// <summary>It is done already, by the same person.</summary>
    Already,

    /// <summary>Somebody else has the request.</summary>
    HeldByAnother,

    /// <summary>It was not asked of them, or not by them.</summary>
    NotTheirs,

    /// <summary>It is too late for it.</summary>
    TooLate,
}
