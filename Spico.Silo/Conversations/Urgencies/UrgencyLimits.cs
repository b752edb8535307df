namespace Spico.Silo.Conversations.Urgencies;

/// <summary>How many urgencies there may be, and of what size. They are part of the contract.</summary>
internal static class UrgencyLimits
{
    /// <summary>Urgencies open in a conversation: more is noise, and nobody answers for noise.</summary>
    public const int Open = 20;

    /// <summary>Steps of a chain.</summary>
    public const int Steps = 5;

    /// <summary>Persons of a step.</summary>
    public const int PersonsOfStep = 20;
}
