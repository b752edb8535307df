using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>
/// A dossier. Answers a <see cref="Reply"/> that is either the response named like the command or an error; nothing is
/// thrown for a refusal. An accepted change is durable when the call returns, and a call may be repeated with the same
/// request id.
/// </summary>
[Alias("spico.dossier")]
public interface IDossierGrain : ITracedStreamGrain, IStreamFilesGrain
{
    /// <summary>
    /// Carries out any command that names a dossier: a gateway need not know which there are. The key must be the
    /// dossier's, or the one of the patient whose dossier is to be created.
    /// </summary>
    [Alias("carry-out"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> CarryOut(Caller caller, Command command);
}
