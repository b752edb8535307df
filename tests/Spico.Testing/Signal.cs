namespace Spico.Testing;

/// <summary>Signals of Linux, by number.</summary>
public enum Signal
{
    /// <summary>SIGINT: PostgreSQL's fast stop.</summary>
    Interrupt = 2,

    /// <summary>SIGQUIT: PostgreSQL's immediate stop.</summary>
    Quit = 3,

    /// <summary>SIGKILL: without mercy.</summary>
    Kill = 9,

    /// <summary>SIGTERM: please stop.</summary>
    Terminate = 15,

    /// <summary>SIGCONT: go on after a stop.</summary>
    Continue = 18,

    /// <summary>SIGSTOP: freeze.</summary>
    Stop = 19,
}
