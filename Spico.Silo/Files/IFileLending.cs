using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>
/// What a stream's grain does for another that is to show one of its files too. Not part of the contract: a gateway
/// never holds a key.
/// </summary>
[Alias("spico.file-lending")]
internal interface IFileLending : IGrainWithStringKey
{
    /// <summary>The key of a file that a fact shows to the caller.</summary>
    [Alias("lend"), ResponseTimeout("00:00:05")]
    ValueTask<LentFile> Lend(Caller caller, FileReference reference);
}
