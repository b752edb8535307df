using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Spico.Protocol.Wire;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>The opening handshake of RFC 6455, and what a server of health data adds to it.</summary>
internal static class WebSocketHandshake
{
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static readonly string[] TokenNames =
        ["access_token", "token", "id_token", "jwt", "bearer", "authorization", "auth", "password"];

    /// <summary>Why the handshake is refused, or null with the encoding it asks for.</summary>
    public static HandshakeRefusal? Check(
        HttpContext context, SpicoProtocolOptions options, [NotNullIfNotNull(nameof(codec))] out IFrameCodec? codec)
    {
        codec = null;
        HttpRequest request = context.Request;
        if (HasToken(request.Query))
        {
            // It would be in every log on the way.
            return new HandshakeRefusal(400, "token_in_url", "Credentials go into the first frame, never in a URL.");
        }

        if (!IsUpgrade(context))
        {
            return new HandshakeRefusal(426, "upgrade_required", "This is a WebSocket (RFC 6455, version 13).");
        }

        if (!IsOriginAllowed(request, options))
        {
            return new HandshakeRefusal(403, "foreign_origin", "Pages of this origin may not connect.");
        }

        if (!IsKey(request.Headers.SecWebSocketKey))
        {
            return new HandshakeRefusal(400, "malformed", "Sec-WebSocket-Key: 16 bytes in base64.");
        }

        foreach (string offered in request.Headers.GetCommaSeparatedValues("Sec-WebSocket-Protocol"))
        {
            codec = FrameCodecs.Find(offered);
            if (codec is not null)
            {
                return null;
            }
        }

        string known = string.Join(", ", FrameCodecs.All.Select(one => one.Name));
        return new HandshakeRefusal(400, "unsupported", $"Sec-WebSocket-Protocol: one of {known}.");
    }

    /// <summary>Sets the headers of the acceptance. Extensions offered are not answered, hence declined.</summary>
    public static void Accept(HttpContext context, IFrameCodec codec)
    {
        string key = context.Request.Headers.SecWebSocketKey.ToString().Trim();
        IHeaderDictionary headers = context.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
#pragma warning disable CA5350 // RFC 6455 says SHA-1; nothing rests on it.
        headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
        headers.SecWebSocketProtocol = codec.Name;
    }

    private static bool IsUpgrade(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        return context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true
            && headers.Upgrade.ToString().Trim().Equals("websocket", StringComparison.OrdinalIgnoreCase)
            && headers.SecWebSocketVersion.ToString().Trim() == "13";
    }

    private static bool IsKey(string? key)
    {
        Span<byte> bytes = stackalloc byte[18];
        return key?.Trim() is { Length: 24 } trimmed
            && Convert.TryFromBase64String(trimmed, bytes, out int written) && written == 16;
    }

    private static bool HasToken(IQueryCollection query) => query.Any(pair =>
        TokenNames.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)
        || pair.Value.Any(value => value?.StartsWith("eyJ", StringComparison.Ordinal) == true));

    /// <summary>
    /// No Origin is no browser: nothing is signed in by a cookie here, so there is nothing to ride on.
    /// </summary>
    private static bool IsOriginAllowed(HttpRequest request, SpicoProtocolOptions options)
    {
        string origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        return Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            && string.Equals(uri.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase)
            && string.Equals(uri.Authority, Authority(request), StringComparison.OrdinalIgnoreCase);
    }

    private static string Authority(HttpRequest request) =>
        Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out Uri? own) ? own.Authority : "";
}
