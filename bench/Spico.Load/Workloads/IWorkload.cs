using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>A story that a server goes through from its start to its end.</summary>
internal interface IWorkload
{
    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>Starts the server, measures, judges. The server is disposed of by the caller.</summary>
    Task<IReadOnlyList<Outcome>> RunAsync(IPeer peer, RunSettings settings, CancellationToken cancellationToken);
}
