using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Spico.Gateway.Identity;

/// <summary>
/// Public keys in a file, PEM or JSON Web Key Set: read when first needed and again when an unknown key is asked for.
/// </summary>
internal sealed partial class KeyFile(string path, TimeProvider time, ILogger logger) : ISigningKeys
{
    private const int FileBytesMax = 256 * 1024;
    private static readonly TimeSpan RereadAfter = TimeSpan.FromSeconds(2);
    private readonly Lock _reading = new();
    private IReadOnlyList<SecurityKey> _keys = [];
    private long? _readAt;

    public ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        IReadOnlyList<SecurityKey> found = Match(_keys, keyId);
        if (found.Count > 0)
        {
            return ValueTask.FromResult(found);
        }

        lock (_reading)
        {
            if (_readAt is not { } readAt || time.GetElapsedTime(readAt) >= RereadAfter)
            {
                _readAt = time.GetTimestamp();
                Read();
            }
        }

        return ValueTask.FromResult(Match(_keys, keyId));
    }

    internal static IReadOnlyList<SecurityKey> Match(IReadOnlyList<SecurityKey> keys, string keyId) =>
        keyId.Length == 0
            ? keys
            : [.. keys.Where(key => string.Equals(key.KeyId, keyId, StringComparison.Ordinal))];

    private void Read()
    {
        try
        {
            if (new FileInfo(path).Length > FileBytesMax)
            {
                throw new InvalidDataException("The key file is too large.");
            }

            string text = File.ReadAllText(path);
            _keys = text.TrimStart().StartsWith('{')
                ? [.. new JsonWebKeySet(text).GetSigningKeys()]
                : [FromPem(text)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or ArgumentException or CryptographicException or InvalidDataException)
        {
            Log.Unreadable(logger, path, exception.GetType().Name);
        }
    }

    private static AsymmetricSecurityKey FromPem(string text)
    {
        AsymmetricSecurityKey key;
        try
        {
            var curve = ECDsa.Create();
            curve.ImportFromPem(text);
            key = new ECDsaSecurityKey(curve);
        }
        catch (CryptographicException)
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(text);
            key = new RsaSecurityKey(rsa);
        }

        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return key;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The public keys in {Path} cannot be read: {Reason}")]
        public static partial void Unreadable(ILogger logger, string path, string reason);
    }
}
