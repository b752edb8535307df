using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Faults.Tests;

/// <summary>A synthesis, through a death: it is made after the restart, and nothing of it is seen before.</summary>
public sealed class SynthesisTests
{
    private const int Messages = 400;

    [Fact]
    public async Task A_synthesis_is_made_though_the_node_is_killed_while_it_is_made()
    {
        await using SpicoNode node = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            Settings = new Dictionary<string, string> { ["Spico:Streams:ConsequenceSweepPeriod"] = "00:00:01" },
        });
        await using var clinic = new Clinic(node, Way.WebSocket);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId group = await alice.StartsGroup("Tournée", bob);
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(index => alice.Sends(group, $"Passage {index}")));
        var begun = new Begun();
        Task<Synthesis> making = alice.Client.MakeSynthesisAsync(group, progress: begun);
        await Eventually.Completes("the synthesis has begun", Task.WhenAny(begun.Told, making));

        await node.KillAsync();
        await node.RestartAsync();

        Synthesis made = await Eventually.Completes(
            "the synthesis is made after the restart", making);
        Assert.Equal(SynthesisState.Ready, made.State);
        using var document = new MemoryStream();
        await alice.Client.DownloadSynthesisAsync(made, document);
        Assert.Equal((long)made.Document.Size, document.Length);
        await clinic.Judge();
    }

    private sealed class Begun : IProgress<Synthesis>
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Told => _told.Task;

        public void Report(Synthesis value)
        {
            if (value.Done > 0)
            {
                _told.TrySetResult();
            }
        }
    }
}
