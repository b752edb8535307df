using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Spico.Gateway.Identity;

/// <summary>
/// The keys named by an OIDC discovery document. Fetched over HTTPS without redirects, bounded in size and time; the
/// last good document is kept while the issuer is away.
/// </summary>
internal sealed partial class DiscoveredKeys : ISigningKeys, IDisposable
{
    private const int DocumentBytesMax = 256 * 1024;
    private readonly string _issuer;
    private readonly HttpClient _http;
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _discovery;
    private readonly ILogger _logger;

    public DiscoveredKeys(TrustedIssuer issuer, ILogger logger)
    {
        _issuer = issuer.Issuer;
        _logger = logger;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = TimeSpan.FromSeconds(5),
            MaxResponseContentBufferSize = DocumentBytesMax,
        };
        _discovery = new ConfigurationManager<OpenIdConnectConfiguration>(
            issuer.Authority.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_http) { RequireHttps = true })
        {
            RefreshInterval = TimeSpan.FromSeconds(30),
        };
    }

    public async ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        IReadOnlyList<SecurityKey> found = KeyFile.Match(await CurrentAsync(cancellationToken), keyId);
        if (found.Count > 0)
        {
            return found;
        }

        _discovery.RequestRefresh();
        return KeyFile.Match(await CurrentAsync(cancellationToken), keyId);
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<IReadOnlyList<SecurityKey>> CurrentAsync(CancellationToken cancellationToken)
    {
        try
        {
            OpenIdConnectConfiguration document = await _discovery.GetConfigurationAsync(cancellationToken);

            // A document that speaks for another issuer is none.
            return string.Equals(document.Issuer, _issuer, StringComparison.Ordinal) ? [.. document.SigningKeys] : [];
        }
        catch (Exception exception) when (exception is not OperationCanceledException
            || !cancellationToken.IsCancellationRequested)
        {
            Log.Unreachable(_logger, _issuer, exception.GetType().Name);
            return [];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of issuer {Issuer} cannot be fetched: {Reason}")]
        public static partial void Unreachable(ILogger logger, string issuer, string reason);
    }
}
