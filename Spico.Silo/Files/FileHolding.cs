using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>The files that one new message is to show.</summary>
internal sealed class FileHolding(Func<ValueTask<(Error? Refusal, FilesShown? Shown)>> hold)
{
    /// <summary>
    /// Finds the files and has the stream hold them, which may be repeated; or refuses. What is returned goes into the
    /// fact.
    /// </summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public ValueTask<(Error? Refusal, FilesShown? Shown)> HoldAsync() => hold();
}
