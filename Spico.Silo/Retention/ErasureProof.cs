using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// Whether a stream without a key was erased, or somebody took the key away: the register says so in a fact that only
/// the master key's owner can have sealed.
/// </summary>
internal static class ErasureProof
{
    private static readonly RowSql Find = new(
        "SELECT e.seq, s.wrapped_key FROM erased_stream e JOIN stream s ON s.id = $1 WHERE e.stream = $2");

    /// <summary>Whether the register tells of the end of a stream: of traces, that they were purged.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<bool> IsThereAsync(ILogStore store, MasterKey master, StreamId stream)
    {
        List<(long Seq, byte[] Key)> found = await store.ReadRowsAsync(
            Find, row => (row.Number(0), row.Bytes(1)), StreamId.Register.Value, stream.Value);
        if (found is not [var (seq, key)])
        {
            return false;
        }

        try
        {
            using StreamCipher cipher = StreamCipher.Unwrap(master, StreamId.Register, key);
            List<Fact> facts = await store.ReadFactsAsync(
                StreamId.Register,
                seq - 1,
                backwards: false,
                limit: 1,
                row => row.Seq == seq ? Fact.Parser.ParseFrom(cipher.Open(row)) : new Fact());
            return facts is [{ StreamErased: { } erased }]
                && erased.Stream == stream.ToByteString()
                && (stream.Kind == StreamKind.Trace) == (erased.Retention == RetentionClass.Traces);
        }
        catch (SealBrokenException)
        {
            return false;
        }
    }
}
