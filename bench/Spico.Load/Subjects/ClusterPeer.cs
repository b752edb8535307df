using Spico.Checker;
using Spico.Client;
using Spico.Load.Targets;
using Spico.Peers;
using Spico.Protocol.Wire;
using Spico.Testing;

namespace Spico.Load.Subjects;

/// <summary>Spico as a cluster of two silos and a gateway on one PostgreSQL, to see it lose a silo.</summary>
internal sealed class ClusterPeer : IPeer, IHistoryJudged
{
    private SpicoCluster? _cluster;
    private SpicoPeer? _spico;

    public PeerCard Card { get; } = new(
        "spico-cluster", SpicoPeer.VersionOf(typeof(ClusterPeer).Assembly), "encrypted, once, flushed in PostgreSQL",
        IsStored: true, IsFlushed: true);

    public IReadOnlyList<int> ServerProcesses =>
        [.. Cluster.Silos.Append(Cluster.Gateway).Where(node => node.IsAlive).Select(node => node.ProcessId)];

    public IReadOnlyList<int> StoreProcesses => [Cluster.Postgres.ProcessId];

    public SpicoPeer Spico => _spico ?? throw new InvalidOperationException("It is not started.");

    private SpicoCluster Cluster => _cluster ?? throw new InvalidOperationException("It is not started.");

    public async Task StartAsync(PeerPlan plan, CancellationToken cancellationToken)
    {
        _cluster = await SpicoCluster.StartAsync(LoadTarget.Settings);
        _spico = new SpicoPeer(Card.Name, new TargetOptions
        {
            Door = Door.WebSocket,
            Codec = FrameCodecs.Protobuf,
            Store = Store.PostgreSql,
            Servers = [_cluster.Gateway.Doors.WebSocket],
            KeysFolder = _cluster.Silos[0].KeysFolder,
        });
        await _spico.StartAsync(plan, cancellationToken);
    }

    public Task<IPeerSession> ConnectAsync(int member, IPeerReceiver receiver, CancellationToken cancellationToken) =>
        Spico.ConnectAsync(member, receiver, cancellationToken);

    /// <summary>kill -9 of the silo that started last; the other one is where the cluster began.</summary>
    public Task KillSiloAsync() => Cluster.Silos[^1].KillAsync();

    public Task<CheckReport> JudgeAsync(CancellationToken cancellationToken) => Spico.JudgeAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_spico is not null)
        {
            await _spico.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}
