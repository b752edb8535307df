namespace Spico.Client.Connections;

internal static class GrpcConnection
{
    public static Task<IConnection> OpenAsync(
        SpicoClientOptions options,
        Credential credential,
        IConnectionSink sink,
        CancellationToken cancellationToken) =>
        throw new NotSupportedException("gRPC is not there yet.");
}
