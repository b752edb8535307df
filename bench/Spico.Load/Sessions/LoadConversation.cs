using Spico.Protocol;

namespace Spico.Load.Sessions;

/// <summary>A conversation of a run and who takes part.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Id">Its stream.</param>
/// <param name="Members">Who is a member and has it open.</param>
internal sealed record LoadConversation(string Title, StreamId Id, IReadOnlyList<LoadPerson> Members);
