namespace Spico.Silo.Conversations.Urgencies;

/// <summary>How many urgencies there may be, and of what size. They are part of the contract.</summary>
internal static class UrgencyLimits
{
    /// <summary>Urgencies open in a conversation: more is noise, and nobody answers for noise.</summary>
    public const int Open = 20;

    /// <summary>Steps of a chain.</summary>
    public const int Steps = 5;

    /// <summary>Persons that a step names, or whose replacements it names.</summary>
    public const int PersonsOfStep = 20;

    /// <summary>Structures, and functions, that a step names.</summary>
    public const int GroupsOfStep = 10;

    /// <summary>Characters of a function.</summary>
    public const int FunctionCharacters = 100;

    /// <summary>People whom a fact names who were notified: it must fit a frame.</summary>
    public const int PersonsOfFact = 1_000;

    /// <summary>People who are told of a step.</summary>
    public const int ToldOfStep = 50;
}
