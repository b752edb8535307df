namespace Spico.Checker;

/// <summary>A rule broken at one place.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Conversation">Where.</param>
/// <param name="FirstSeq">The first position concerned.</param>
/// <param name="LastSeq">The last position concerned.</param>
/// <param name="Session">The index of the client concerned; -1: none in particular.</param>
/// <param name="Order">When it showed, on the history's counter.</param>
/// <param name="Message">What is wrong.</param>
public sealed record Violation(
    Rule Rule,
    Guid Conversation,
    long FirstSeq,
    long LastSeq,
    int Session,
    long Order,
    string Message);
