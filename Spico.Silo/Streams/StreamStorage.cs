namespace Spico.Silo.Streams;

/// <summary>Where streams are kept.</summary>
internal sealed record StreamStorage(
    ILog Log, ILogStore Store, MasterKey MasterKey, SnapshotStorage Snapshots, NewestFacts NewestFacts);
