namespace Spico.House.Tests;

/// <summary>What a look at the house found, all of it in the message of the failure.</summary>
internal static class Findings
{
    /// <summary>Fails with every finding, one a line.</summary>
    public static void None(IEnumerable<string> findings)
    {
        string[] found = [.. findings];
        Assert.True(found.Length == 0, $"{found.Length} found:\n{string.Join('\n', found)}");
    }
}
