using System.Security.Cryptography;

namespace Spico.Silo.Streams;

/// <summary>
/// Something sealed does not open: it, or a clear column beside it, was changed, moved or sealed under another key.
/// Its message carries identifiers only.
/// </summary>
internal sealed class SealBrokenException(string message, Exception? inner = null)
    : CryptographicException(message, inner);
