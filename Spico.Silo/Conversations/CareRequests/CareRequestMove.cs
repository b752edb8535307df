namespace Spico.Silo.Conversations.CareRequests;

/// <summary>What somebody does with a request.</summary>
internal enum CareRequestMove
{
    Take,
    Answer,
    Close,
    Decline,
}
