using System.CommandLine;

namespace Spico.Silo.Host;

internal static class AccountCommand
{
    public static Command Create(Argument<string[]> settings) => new("account", "Local accounts.");
}
