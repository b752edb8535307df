namespace Spico.Silo.Host;

/// <summary>Where the server listens. Configured under <c>Spico:Doors</c>.</summary>
public sealed class DoorsOptions
{
    /// <summary>WebSocket at <c>/ws</c>, files, <c>/livez</c> and <c>/readyz</c>. Default port: 7400.</summary>
    public DoorOptions Http { get; set; } = new() { Port = 7400 };

    /// <summary>Our own protocol over TCP. Default port: 7401.</summary>
    public DoorOptions Tcp { get; set; } = new() { Port = 7401 };

    /// <summary>gRPC: HTTP/2, without TLS on loopback only. Default port: 7402.</summary>
    public DoorOptions Grpc { get; set; } = new() { Port = 7402 };

    /// <summary>A line protocol for <c>nc</c>: development and loopback only. Default port: 7403.</summary>
    public DoorOptions Text { get; set; } = new() { Port = 7403 };

    internal IEnumerable<(string Name, DoorOptions Door)> All() =>
        [(nameof(Http), Http), (nameof(Tcp), Tcp), (nameof(Grpc), Grpc), (nameof(Text), Text)];
}
