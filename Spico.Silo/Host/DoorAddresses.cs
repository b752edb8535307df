namespace Spico.Silo.Host;

/// <summary>Where a started process can be reached; a door that is not there is null.</summary>
/// <param name="Http">The base address of WebSocket and health.</param>
/// <param name="Tcp">Address and port.</param>
/// <param name="Grpc">The base address of gRPC.</param>
/// <param name="Text">Address and port.</param>
/// <param name="Pid">The process.</param>
internal sealed record DoorAddresses(string? Http, string? Tcp, string? Grpc, string? Text, int Pid);
