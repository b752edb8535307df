namespace Spico.Terminal;

/// <summary>Something the person may ask for by a line that begins with a stroke.</summary>
/// <param name="Name">Its first word.</param>
/// <param name="Arguments">What follows it, for the help.</param>
/// <param name="Help">What it does.</param>
/// <param name="Act">Does it, with what follows the first word.</param>
internal sealed record Verb(string Name, string Arguments, string Help, Func<string, CancellationToken, Task> Act);
