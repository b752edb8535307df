using Spico.Protocol;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests.BadInput;

/// <summary>Two people who talk on the server under attack, and must notice nothing.</summary>
internal sealed class Bystanders : IAsyncDisposable
{
    private readonly Clinic _clinic;
    private readonly SpicoNode _node;
    private readonly int _pid;
    private readonly Colleague _alice;
    private readonly Reading _bobs;
    private readonly List<string> _sent = [];

    private Bystanders(Clinic clinic, SpicoNode node, Colleague alice, Reading bobs)
    {
        _clinic = clinic;
        _node = node;
        _pid = node.ProcessId;
        _alice = alice;
        _bobs = bobs;
    }

    /// <summary>The server.</summary>
    public SpicoNode Node => _node;

    /// <summary>A good token for somebody new.</summary>
    public string Token => _node.Tokens.For(PersonId.From(Guid.NewGuid()), "mallory");

    /// <summary>The conversation of the two; nobody else's.</summary>
    public StreamId Talk => _bobs.Conversation;

    /// <summary>They begin to talk on the shared server.</summary>
    public static async Task<Bystanders> TalkAsync()
    {
        SpicoNode node = await Scenarios.Tests.Node.SharedAsync(Store.Sqlite);
        var clinic = new Clinic(node, Way.WebSocket);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        var bystanders = new Bystanders(clinic, node, alice, await bob.Opens(talk));
        await bystanders.NoticeNothing();
        return bystanders;
    }

    /// <summary>They still talk on their first connections, and the process is the same.</summary>
    public async Task NoticeNothing()
    {
        _sent.Add($"message {_sent.Count}");
        await _alice.Sends(Talk, _sent[^1]);
        await _bobs.Receives([.. _sent]);
        Assert.True(_node.IsAlive);
        Assert.Equal(_pid, _node.ProcessId);
        Assert.DoesNotContain(_node.Output.Lines, line => line.Contains("Unhandled", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _clinic.Judge();
        await _clinic.DisposeAsync();
    }
}
