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
public interface IDossierGrain : IStreamGrain, IStreamFilesGrain
{
    /// <summary>
    /// Carries out any command that names a dossier: a gateway need not know which there are. The key must be the
    /// dossier's, or the one of the patient whose dossier is to be created.
    /// </summary>
    [Alias("carry-out"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> CarryOut(Caller caller, Command command);

    /// <summary>
    /// Registers the gateway again, for a caller who opened the dossier before: nothing of it is told here, and the
    /// opening is theirs still.
    /// </summary>
    [Alias("follow"), ResponseTimeout("00:00:05")]
    ValueTask<Subscription> Follow(Caller caller, IGatewayObserver gateway);

    /// <summary>
    /// Whoever opened the dossier has closed it. Traced once however often it is called; false: call again.
    /// </summary>
    /// <param name="caller">Who opened it.</param>
    /// <param name="opening">The opening, as <see cref="Subscription.Opening"/> named it.</param>
    /// <param name="upTo">The last fact that was pushed to them.</param>
    [Alias("closed"), ResponseTimeout("00:00:10")]
    ValueTask<bool> Closed(Caller caller, long opening, long upTo);
}
