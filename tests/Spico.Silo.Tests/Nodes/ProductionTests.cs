using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

public sealed class ProductionTests
{
    [Theory]
    [InlineData("Spico:Demo", "true", "set Spico:Demo to false")]
    [InlineData("Spico:Doors:Text:IsOpen", "true", "set Spico:Doors:Text:IsOpen to false")]
    [InlineData("Spico:Doors:Http:Address", "0.0.0.0", "Spico:Doors:Http:CertificateFile")]
    [InlineData("Spico:Doors:Tcp:Address", "0.0.0.0", "Spico:Doors:Tcp:CertificateFile")]
    [InlineData("Spico:Doors:Grpc:Address", "::", "Spico:Doors:Grpc:CertificateFile")]
    public async Task It_refuses_what_is_fit_for_development_only_and_says_what_to_set(
        string setting, string value, string advice)
    {
        using TestFolder keys = TestFolder.Create("keys");

        string output = await SpicoNode.RefusesToStartAsync(Production(keys, (setting, value)));

        Assert.Contains(advice, output);
        Assert.Single(output.Split('\n'), line => line.Contains("  - ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_refuses_a_master_key_inside_the_data_folder_also_behind_a_link()
    {
        using TestFolder folder = TestFolder.Create("inside");
        string data = Directory.CreateDirectory(folder.File("data")).FullName;
        File.CreateSymbolicLink(folder.File("link"), data);

        string plain = await SpicoNode.RefusesToStartAsync(Options(data, Path.Combine(data, "keys")));
        string linked = await SpicoNode.RefusesToStartAsync(Options(data, Path.Combine(folder.File("link"), "keys")));

        Assert.Contains("set Spico:Silo:KeysFolder", plain);
        Assert.Contains("set Spico:Silo:KeysFolder", linked);
    }

    [Fact]
    public async Task It_tells_everything_that_is_wrong_at_once()
    {
        string output = await SpicoNode.RefusesToStartAsync(new SpicoNodeOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["Spico:Mode"] = "production",
                ["Spico:Demo"] = "true",
                ["Spico:Doors:Text:IsOpen"] = "true",
                ["Spico:Doors:Http:Address"] = "0.0.0.0",
            },
        });

        Assert.Equal(4, output.Split('\n').Count(line => line.Contains("  - ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_refuses_a_store_that_holds_the_demo_accounts()
    {
        using TestFolder keys = TestFolder.Create("keys");
        using TestFolder data = TestFolder.Create("data");
        await using (SpicoNode _ = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            DataFolder = data.Path,
            KeysFolder = keys.Path,
            Settings = new Dictionary<string, string> { ["Spico:Demo"] = "true" },
        }))
        {
        }

        string output = await SpicoNode.RefusesToStartAsync(Options(data.Path, keys.Path));

        Assert.Contains("holds the demo accounts", output);
    }

    [Fact]
    public async Task It_runs_with_tls_beyond_loopback()
    {
        using TestFolder keys = TestFolder.Create("keys");
        string certificate = WriteCertificate(keys.File("tls.pem"));
        (string, string)[] doors =
        [
            .. new[] { "Http", "Tcp", "Grpc" }.SelectMany(door => new[]
            {
                ($"Spico:Doors:{door}:Address", "0.0.0.0"),
                ($"Spico:Doors:{door}:CertificateFile", certificate),
            }),
        ];

        await using SpicoNode node = await SpicoNode.StartAsync(Production(keys, doors));

        Assert.StartsWith("https://", node.Doors.Http, StringComparison.Ordinal);
        Assert.StartsWith("https://", node.Doors.Grpc, StringComparison.Ordinal);
        Assert.Null(node.Doors.Text);
        using var anyCertificate = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var http = new HttpClient(anyCertificate);
        string port = node.Doors.Http!.Split(':')[^1];
        Assert.Equal("live", await http.GetStringAsync(new Uri($"https://localhost:{port}/livez")));
    }

    private static SpicoNodeOptions Production(TestFolder keys, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string> { ["Spico:Mode"] = "production" };
        foreach ((string name, string value) in settings)
        {
            all[name] = value;
        }

        return new SpicoNodeOptions { KeysFolder = keys.Path, Settings = all };
    }

    private static SpicoNodeOptions Options(string data, string keys) => new()
    {
        DataFolder = data,
        KeysFolder = keys,
        Settings = new Dictionary<string, string> { ["Spico:Mode"] = "production" },
    };

    private static string WriteCertificate(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate =
            request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return path;
    }
}
