using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

/// <summary>A running node with the demo region.</summary>
public sealed class DemoNode : IAsyncLifetime
{
    private SpicoNode? _node;

    public SpicoNode Node => _node!;

    public async ValueTask InitializeAsync() => _node = await SpicoNode.StartAsync(new SpicoNodeOptions
    {
        Settings = new Dictionary<string, string> { ["Spico:Demo"] = "true" },
    });

    public ValueTask DisposeAsync() => _node?.DisposeAsync() ?? ValueTask.CompletedTask;
}
