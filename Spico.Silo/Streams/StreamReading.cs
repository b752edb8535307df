using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>What one person may read of a stream just now.</summary>
/// <param name="Access">What.</param>
/// <param name="Head">Up to where: who has left learns nothing of what came after, not even that it came.</param>
/// <param name="Cipher">The stream's key.</param>
/// <param name="IsCurrent">Whether that is where the stream itself stands: nothing is kept from them.</param>
internal sealed record StreamReading(
    StreamAccess Access, StreamPosition Head, StreamCipher Cipher, bool IsCurrent);
