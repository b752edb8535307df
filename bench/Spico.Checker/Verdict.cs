namespace Spico.Checker;

/// <summary>The judgement of a history.</summary>
public enum Verdict
{
    /// <summary>Every rule holds, and enough happened for that to mean something.</summary>
    Valid,

    /// <summary>A rule is broken.</summary>
    Invalid,

    /// <summary>No rule is broken, but too little happened or was recorded to say that they hold.</summary>
    Unknown,
}
