namespace Spico.Silo.Conversations.CareRequests;

/// <summary>How many requests there may be, and of what size. They are part of the contract.</summary>
internal static class CareRequestLimits
{
    /// <summary>Requests of a conversation that are not over.</summary>
    public const int Open = 100;

    /// <summary>Addressees that a request names.</summary>
    public const int Addressees = 20;

    /// <summary>Structures that a request names.</summary>
    public const int Structures = 10;

    /// <summary>Addressees of a request, those of the structures among them.</summary>
    public const int Asked = 50;
}
