using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>Single facts as the store has them, for those who are told of them.</summary>
internal static class StoredFacts
{
    /// <summary>A fact of a stream and its class; null when the stream is no more.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<(Fact Fact, DataClass Class)?> FindAsync(
        StreamStorage storage, StreamId stream, long seq)
    {
        if (await storage.Store.ReadStreamAsync(stream) is not { WrappedKey.Length: > 0 } row)
        {
            return null;
        }

        using StreamCipher cipher = StreamCipher.Unwrap(storage.MasterKey, stream, row.WrappedKey);
        var reading = new StreamReading(StreamAccess.All, default, cipher);
        List<(Fact, DataClass)> facts = await storage.Store.ReadFactsAsync(
            stream, seq - 1, false, 1, fact => (reading.Open(fact), fact.DataClass));
        return facts is [var only] ? only : null;
    }
}
