namespace Spico.Terminal;

/// <summary>
/// Where the person reads and writes: a terminal, or pipes. Everything shown is made harmless here, whoever wrote it.
/// </summary>
internal interface IScreen : IDisposable
{
    /// <summary>Raised when the person types, before the line is sent.</summary>
    event Action? Typing;

    /// <summary>Shows a line. May be called from any thread, while a line is being typed.</summary>
    void Line(Tone tone, string text);

    /// <summary>Shows whether the server is there, until told otherwise; empty: it is.</summary>
    void Status(string text);

    /// <summary>Shows who is typing, until told otherwise; empty: nobody. The status goes before.</summary>
    void Hint(string text);

    /// <summary>The next line that the person wrote; null at the end.</summary>
    ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken);
}
