namespace Spico.Terminal;

/// <summary>How a line is meant.</summary>
internal enum Tone
{
    /// <summary>What others wrote.</summary>
    Message,

    /// <summary>What the person wrote.</summary>
    Own,

    /// <summary>What the program says.</summary>
    Notice,

    /// <summary>What went wrong.</summary>
    Warning,
}
