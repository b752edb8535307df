using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Spico.Protocol.V1;

namespace Spico.Client.Transfers;

/// <summary>What uploads and downloads say to the server, by command and over HTTP.</summary>
internal static class FileCalls
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>How often in a row a transfer may be cut off without a byte of progress.</summary>
    public const int FailuresMax = 8;

    public static async Task<Reply> AskAsync(SpicoClient client, Command command, CancellationToken cancellationToken)
    {
        Reply reply = await client.SendAsync(command, cancellationToken);
        return reply.Error is { } error ? throw new SpicoException(error) : reply;
    }

    /// <summary>A request about a file, with its ticket.</summary>
    public static HttpRequestMessage Request(SpicoClient client, HttpMethod method, string path, string ticket)
    {
        var request = new HttpRequestMessage(method, new Uri(AddressOf(client.Options), path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ticket);
        return request;
    }

    /// <summary>The answer to a request, its headers read; null when there is none.</summary>
    public static async Task<HttpResponseMessage?> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <summary>Whether a ticket is over, or was given by a server that is gone: a fresh one may do.</summary>
    public static bool IsTicketOver(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized;

    /// <summary>Whether the same may succeed later.</summary>
    public static bool IsPassing(HttpResponseMessage? response) =>
        response is null || (int)response.StatusCode is 408 or >= 500;

    /// <summary>Waits before the next try; each wait is longer, and none the same for everybody.</summary>
    public static Task WaitAsync(SpicoClient client, int failures, CancellationToken cancellationToken)
    {
        SpicoClientOptions options = client.Options;
        TimeSpan most = options.ReconnectDelayMin * Math.Pow(2, failures);
        TimeSpan wait = most < options.ReconnectDelayMax ? most : options.ReconnectDelayMax;
        return Task.Delay(wait * (0.5 + (Random.Shared.NextDouble() / 2)), options.TimeProvider, cancellationToken);
    }

    /// <summary>What a refusal over HTTP is to the caller.</summary>
    public static SpicoException Refused(HttpResponseMessage? response) => new(new Error
    {
        Code = response?.StatusCode switch
        {
            null or HttpStatusCode.ServiceUnavailable => ErrorCode.Unavailable,
            HttpStatusCode.NotFound => ErrorCode.NotAccessible,
            HttpStatusCode.Unauthorized => ErrorCode.Unauthenticated,
            HttpStatusCode.RequestEntityTooLarge => ErrorCode.TooLarge,
            HttpStatusCode.InsufficientStorage => ErrorCode.StorageFull,
            HttpStatusCode.InternalServerError => ErrorCode.Internal,
            _ => ErrorCode.WrongState,
        },
        Message = response is null
            ? "The server of files cannot be reached."
            : string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}."),
    });

    public static Uri AddressOf(SpicoClientOptions options)
    {
        if (options.Files is { } files)
        {
            return files;
        }

        return options.Endpoint.Scheme switch
        {
            "ws" => new UriBuilder("http", options.Endpoint.Host, options.Endpoint.Port).Uri,
            "wss" => new UriBuilder("https", options.Endpoint.Host, options.Endpoint.Port).Uri,
            _ => throw new InvalidOperationException(
                "Set SpicoClientOptions.Files to the server's HTTP door: bytes of files go over HTTP."),
        };
    }
}
