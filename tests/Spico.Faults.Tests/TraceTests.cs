using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Faults.Tests;

/// <summary>Traces, through a death: whatever was answered has its trace, and what the fall left is attested.</summary>
public sealed class TraceTests
{
    private const int AnswersMin = 50;
    private const uint ReadCircle = (uint)Command.BodyOneofCase.ReadCircle;

    [Fact]
    public async Task Every_answer_of_a_node_that_was_killed_has_its_trace()
    {
        await using SpicoNode node = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["Spico:Limits:Profile"] = "load",
                ["Spico:Traces:GatewayCheckInterval"] = "00:00:00.2",
            },
        });
        await using var clinic = new Clinic(node, Way.WebSocket);
        Colleague alice = await clinic.Admit("alice", profession: "Infirmière");
        StreamId dossier = await alice.CreatesDossier();
        await using OpenStream open = await alice.Client.OpenAsync(dossier);
        int answers = 0;
        using var stopping = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Reads())];
        await Eventually.IsTrue("many were answered", () => Volatile.Read(ref answers) >= AnswersMin);
        await node.KillAsync();
        await stopping.CancelAsync();
        await node.RestartAsync();
        await Task.WhenAll(readers);
        await alice.Client.WhenConnectedAsync().WaitAsync(Eventually.Patience);
        AccessTrace lost = await Eventually.Becomes(
            "what the node had open is closed",
            async () => (await alice.Client.ReadTracesAsync(dossier, new ReadTracesRequest { Limit = 200 })).Entries
                .Select(entry => entry.Trace)
                .FirstOrDefault(trace => trace.Kind == TraceKind.Closed, new AccessTrace()),
            trace => trace.Lost,
            "a closing that says lost");
        Assert.Equal(alice.Person.ToByteString(), lost.Person);

        int traced = 0;
        string cursor = "";
        do
        {
            ReadTracesResponse page = await alice.Client.ReadTracesAsync(
                dossier, new ReadTracesRequest { Limit = 200, Cursor = cursor });
            traced += page.Entries.Count(entry => entry.Trace is { Command: ReadCircle, Outcome: default(ErrorCode) });
            cursor = page.Next;
        }
        while (cursor.Length > 0);

        Assert.True(traced >= answers, $"{answers} answers, {traced} traces.");
        await node.StopAsync();
        Assert.EndsWith("1 checkpoints, 0 findings\n", await node.RunVerbAsync("traces", "verify"));

        async Task Reads()
        {
            while (!stopping.IsCancellationRequested)
            {
                try
                {
                    await alice.Client.ReadCircleAsync(dossier, cancellationToken: stopping.Token);
                    Interlocked.Increment(ref answers);
                }
                catch (Exception exception) when (exception is SpicoException or OperationCanceledException)
                {
                    // Not answered: it may have a trace, or none.
                }
            }
        }
    }
}
