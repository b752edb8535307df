namespace Spico.Silo.Tests.Streams;

/// <summary>Two silos on one log: what crosses between them is serialized.</summary>
public sealed class ClusterOfTwo() : Cluster(silos: 2);
