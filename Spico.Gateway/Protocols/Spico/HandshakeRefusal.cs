using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spico.Protocol.V1;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>Why a handshake was refused, as HTTP says it.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Code">A stable code.</param>
/// <param name="Message">For a developer; echoes nothing.</param>
internal sealed record HandshakeRefusal(int Status, string Code, string Message)
{
    private uint _retryAfterSeconds;

    public static HandshakeRefusal Overloaded(Goodbye goodbye) =>
        new(StatusCodes.Status503ServiceUnavailable, "overloaded", goodbye.Reason)
        {
            _retryAfterSeconds = Math.Max(1, goodbye.RetryAfterMs / 1000),
        };

    public Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        if (Status == StatusCodes.Status426UpgradeRequired)
        {
            response.Headers.Upgrade = "websocket";
            response.Headers.SecWebSocketVersion = "13";
        }

        if (_retryAfterSeconds > 0)
        {
            response.Headers.RetryAfter = _retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        response.ContentType = "application/json";
        return response.WriteAsync($$"""{"code":"{{Code}}","message":"{{Message}}"}""");
    }
}
