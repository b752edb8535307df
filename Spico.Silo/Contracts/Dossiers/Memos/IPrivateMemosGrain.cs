using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Memos;

/// <summary>
/// A person's private memos: a stream that nobody else reads, whoever acts for the person included. Its key is the
/// stream's, derived from the person.
/// </summary>
[Alias("spico.private-memos")]
public interface IPrivateMemosGrain : IStreamGrain
{
    /// <summary>Saves a memo of the caller, or takes it away. May be repeated with the same request id.</summary>
    [Alias("save"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Save(Caller caller, SavePrivateMemoRequest request);

    /// <summary>The caller's memos on a dossier.</summary>
    [Alias("list"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> List(Caller caller, ListPrivateMemosRequest request);
}
