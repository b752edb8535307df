using Spico.Client;
using Spico.Protocol.Wire;
using Spico.Testing;

namespace Spico.Load.Targets;

/// <summary>Which server to load, and through which door.</summary>
internal sealed record TargetOptions
{
    /// <summary>The way in.</summary>
    public required Door Door { get; init; }

    /// <summary>The encoding on WebSocket and TCP.</summary>
    public required IFrameCodec Codec { get; init; }

    /// <summary>The store of a server of our own.</summary>
    public required Store Store { get; init; }

    /// <summary>How to reach PostgreSQL; null: one of our own.</summary>
    public string? Connection { get; init; }

    /// <summary>Servers that run already; empty: one of our own.</summary>
    public IReadOnlyList<Uri> Servers { get; init; } = [];

    /// <summary>The keys folder of servers that run already, to sign tokens with.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>The processes of servers that run already, when they are known.</summary>
    public IReadOnlyList<int> ServerProcesses { get; init; } = [];

    /// <summary>The processes of their store, when they are known.</summary>
    public IReadOnlyList<int> StoreProcesses { get; init; } = [];

    /// <summary>The folder of a server of our own; null: a new one, removed at the end.</summary>
    public string? DataFolder { get; init; }
}
