using System.CommandLine;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;
using Command = System.CommandLine.Command;

namespace Spico.Silo.Host;

/// <summary>
/// <c>spico account add</c>: the first administrator of a new server, who registers everybody else. On a single node
/// it runs while the server is stopped; in a cluster through the running silos.
/// </summary>
internal static class AccountCommand
{
    private static readonly Argument<string> Login = new("login") { Description = "The login." };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "First and last name, as displayed.",
        Required = true,
    };

    private static readonly Option<bool> Administrator = new("--administrator")
    {
        Description = "The account administers the server. Gives no access to content.",
    };

    private static readonly Option<bool> Cluster = new("--cluster")
    {
        Description = "Asks the running silos of a cluster.",
    };

    public static Command Create(Argument<string[]> settings)
    {
        var add = new Command("add", "Adds or replaces a local account. The password is read from standard input.")
        {
            Login, Name, Administrator, Cluster, settings,
        };
        add.SetAction((parsed, cancellation) => AddAsync(
            new NewPerson
            {
                Person = new Person { Name = parsed.GetValue(Name) },
                Login = parsed.GetValue(Login),
                Password = ReadPassword(),
                Administrator = parsed.GetValue(Administrator),
            },
            parsed.GetValue(Cluster) ? HostRole.Gateway : HostRole.All,
            parsed.GetValue(settings) ?? [],
            cancellation));
        return new Command("account", "Local accounts.") { add };
    }

    private static async Task<int> AddAsync(
        NewPerson person, HostRole role, string[] settings, CancellationToken cancellation)
    {
        HostApplicationBuilder builder = Defaults.CreateToolBuilder(settings);
        HostSettings chosen = HostSettings.From(role, builder.Environment.EnvironmentName, builder.Configuration);
        if (StartRules.Check(chosen) is { Count: > 0 } refusals)
        {
            // The same rules: in production it must not make a key where the server refuses one.
            return await ServerProcess.RefuseAsync(refusals);
        }

        if (role == HostRole.Gateway)
        {
            builder.AddSpicoClusterClient(chosen.Silo);
        }
        else
        {
            builder.AddSpicoSilo(chosen.Silo);
        }

        using IHost host = builder.Build();
        try
        {
            if (role == HostRole.All && !chosen.Silo.UsesPostgreSql)
            {
                // A second silo would not see what the first one holds in memory.
                await StoreLock.HoldAlone(StoreFiles.LogOf(chosen.Silo)).DisposeAsync();
            }

            await host.StartAsync(cancellation);
        }
        catch (StoreRefusedException refused)
        {
            return await ServerProcess.RefuseAsync([refused.Message]);
        }

        var request = new RegisterPeopleRequest { People = { person } };
        var caller = new Caller(PersonId.New(), SessionId.New(), "account add", IsAdministrator: true);
        IPeopleGrain people = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IPeopleGrain>(0);
        Reply reply = await people.Register(caller, request);
        await host.StopAsync(cancellation);
        if (reply.BodyCase == Reply.BodyOneofCase.Error)
        {
            await Console.Error.WriteLineAsync($"{reply.Error.Field}: {reply.Error.Message}");
            return 1;
        }

        await Console.Out.WriteLineAsync(Convert.ToHexStringLower(reply.RegisterPeople.Ids[0].Span));
        return 0;
    }

    private static string ReadPassword()
    {
        if (!Console.IsInputRedirected)
        {
            Console.Error.Write("Password (at least 12 characters): ");
        }

        return Console.ReadLine() ?? string.Empty;
    }
}
