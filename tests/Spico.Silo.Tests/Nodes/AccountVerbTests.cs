using System.Diagnostics;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

public sealed class AccountVerbTests
{
    private const string Password = "the first administrator";

    [Fact]
    public async Task The_first_administrator_of_a_stopped_node_is_added_by_a_verb_and_registers_others()
    {
        await using SpicoNode node = await SpicoNode.StartAsync();
        (int busyCode, string busy) = await AddAccount(node, Password);
        await node.StopAsync();
        (int shortCode, string tooShort) = await AddAccount(node, "too short");
        (int code, string output) = await AddAccount(node, Password);
        await node.RestartAsync();

        using var client = new NodeClient(node.Doors);
        string token = (await client.SignIn("root", Password)).AccessToken;
        await client.Register(token, new NewPerson { Person = new Person { Name = "Autre Exemple" } });

        Assert.Equal(1, busyCode);
        Assert.Contains("in use by another process", busy);
        Assert.Equal(1, shortCode);
        Assert.Contains("At least 12 characters", tooShort);
        Assert.Equal(0, code);
        Assert.Matches("^[0-9a-f]{32}\n$", output);
        Assert.Equal("Autre Exemple", Assert.Single((await client.Find(token, "autre")).People).Name);
    }

    private static async Task<(int ExitCode, string Output)> AddAccount(SpicoNode node, string password)
    {
        var start = new ProcessStartInfo(
            SpicoNode.Executable(),
            [
                "account", "add", "root", "--name", "Premier Exemple", "--administrator",
                $"Spico:Silo:DataFolder={node.DataFolder}", $"Spico:Silo:KeysFolder={node.KeysFolder}",
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(password);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
