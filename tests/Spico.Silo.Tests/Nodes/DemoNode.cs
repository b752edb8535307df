using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

/// <summary>A running node with the demo region.</summary>
public sealed class DemoNode : IAsyncLifetime
{
    private SpicoNode? _node;

    public SpicoNode Node => _node!;

    public async ValueTask InitializeAsync()
    {
        _node = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            Settings = new Dictionary<string, string> { ["Spico:Demo"] = "true" },
        });
        await IsLoadedAsync(_node);
    }

    /// <summary>Waits until the dossiers are there: the server is ready before.</summary>
    public static Task IsLoadedAsync(SpicoNode node) => Eventually.IsTrue(
        "the dossiers of the demo region are loaded", () => DossierLoads(node) > 0);

    /// <summary>How often the dossiers were loaded, as the log of the present process says.</summary>
    public static int DossierLoads(SpicoNode node) => node.Output.ToString().Split('\n')
        .Count(line => line.Contains("Demo dossiers loaded", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _node?.DisposeAsync() ?? ValueTask.CompletedTask;
}
