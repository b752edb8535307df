using System.CommandLine;
using Spectre.Console;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>The command line: who signs in, and where.</summary>
internal static class TerminalCommand
{
    private static readonly Option<string> Login = new("--login")
    {
        Description = "The login of a local account, such as a demo person's.",
        Required = true,
    };

    private static readonly Option<string?> Password = new("--password")
    {
        Description = "The password. Asked for when it is not given.",
    };

    private static readonly Option<string> Server = new("--server")
    {
        Description = "The server: ws://host:7400, tcp://host:7401 or http://host:7402 (gRPC); wss, tls, https.",
        DefaultValueFactory = _ => "ws://127.0.0.1:7400",
    };

    private static readonly Option<string?> Files = new("--files")
    {
        Description = "Where files go, such as http://host:7400; known by itself with a ws or wss server.",
    };

    private static readonly Option<Guid?> For = new("--for")
    {
        Description = "The person on whose behalf you act, by a delegation, as /delegations tells them.",
    };

    public static RootCommand Create()
    {
        var root = new RootCommand("Talks through a Spico server.") { Login, Password, Server, Files, For };
        root.SetAction(RunAsync);
        return root;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        bool isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        if (parsed.GetValue(Password) is not { } password)
        {
            if (!isTerminal)
            {
                await Console.Error.WriteLineAsync("Without a terminal, give --password.");
                return 2;
            }

            TextPrompt<string> prompt = new TextPrompt<string>("Password:").Secret();
            password = await prompt.ShowAsync(AnsiConsole.Console, cancellationToken);
        }

        using IScreen screen = isTerminal
            ? new AnsiScreen()
            : new PlainScreen(new StreamReader(Console.OpenStandardInput()), Console.Out);
        try
        {
            await using SpicoClient client = await SpicoClient.ConnectAsync(
                OptionsFor(parsed, password), cancellationToken);
            await using var talk = new Talk(client, screen);
            await talk.RunAsync(cancellationToken);
            return client.Goodbye is null ? 0 : 1;
        }
        catch (SpicoException exception)
        {
            screen.Line(Tone.Warning, exception.Code == ErrorCode.Unauthenticated
                ? "wrong login or password"
                : exception.Error.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    private static SpicoClientOptions OptionsFor(ParseResult parsed, string password)
    {
        var server = new Uri(parsed.GetValue(Server)!);
        return new SpicoClientOptions
        {
            Endpoint = server,
            Files = parsed.GetValue(Files) is { Length: > 0 } files ? new Uri(files) : null,
            Door = server.Scheme switch
            {
                "tcp" or "tls" => Door.Tcp,
                "http" or "https" => Door.Grpc,
                _ => Door.WebSocket,
            },
            Credential = Credential.Login(parsed.GetValue(Login)!, password),
            OnBehalfOf = parsed.GetValue(For) is { } person ? PersonId.From(person) : null,
            Client = "spico-terminal/0.1",
        };
    }
}
