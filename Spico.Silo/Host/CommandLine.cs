using System.CommandLine;

namespace Spico.Silo.Host;

/// <summary>The verbs of the executable. Without one it runs the server.</summary>
internal static class CommandLine
{
    private static readonly Option<HostRole> Role = new("--role")
    {
        Description = "What this process is: all (the single node), silo or gateway (of a cluster).",
        DefaultValueFactory = _ => HostRole.All,
    };

    private static readonly Option<FileInfo?> ReadyFile = new("--ready-file")
    {
        Description = "A file that is written, whole, when the doors are open: one line of JSON that names them.",
    };

    private static readonly Argument<string[]> Settings = new("settings")
    {
        Description = "Settings, such as Spico:Doors:Http:Port=7400. They win over environment and appsettings.json.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Task<int> RunAsync(string[] args, ServerExtension extension)
    {
        Settings.Validators.Add(result =>
        {
            foreach (string setting in result.Tokens.Select(token => token.Value).Where(value => !IsSetting(value)))
            {
                result.AddError($"'{setting}' is neither a command nor a setting (Section:Name=value).");
            }
        });
        var root = new RootCommand("Spico: messaging for health professionals.") { Role, ReadyFile, Settings };
        root.SetAction((parsed, cancellation) => ServerProcess.RunAsync(
            parsed.GetValue(Role),
            parsed.GetValue(ReadyFile),
            parsed.GetValue(Settings) ?? [],
            extension,
            cancellation));
        root.Add(AccountCommand.Create(Settings));
        root.Add(BackupCommands.CreateBackup(Settings));
        root.Add(BackupCommands.CreateRestore(Settings));
        root.Add(DirectoryCommands.Create(Settings));
        root.Add(TraceCommands.Create(Settings));

        // The server's own host hears the signals to stop, and takes the time it needs.
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static bool IsSetting(string value) =>
        value.IndexOf('=') is > 0 and var equals && value.AsSpan(0, equals).Contains(':');
}
