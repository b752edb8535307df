using System.Text.Json;

namespace Spico.Testing;

/// <summary>Where a node said its doors are, as in its ready file.</summary>
/// <param name="Http">Base address of WebSocket and health, or null when the role has none.</param>
/// <param name="Tcp">Address and port of TCP.</param>
/// <param name="Grpc">Base address of gRPC.</param>
/// <param name="Text">Address and port of the text line.</param>
/// <param name="Pid">The process that wrote the file.</param>
public sealed record NodeDoors(string? Http, string? Tcp, string? Grpc, string? Text, int Pid)
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web);

    /// <summary>The WebSocket address.</summary>
    public Uri WebSocket => new(Http!.Replace("http", "ws", StringComparison.Ordinal) + "/ws");

    /// <summary>The port of one of the addresses.</summary>
    public static int PortOf(string address) => new Uri(address.Contains("://", StringComparison.Ordinal)
        ? address
        : $"tcp://{address}").Port;

    internal static NodeDoors Parse(string json) =>
        JsonSerializer.Deserialize<NodeDoors>(json, Shape) ?? throw new InvalidDataException("An empty ready file.");
}
