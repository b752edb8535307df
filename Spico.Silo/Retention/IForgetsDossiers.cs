using Spico.Protocol;

namespace Spico.Silo.Retention;

/// <summary>The grain of a stream that lives on, and tells of patients whose dossiers may be erased.</summary>
[Alias("spico.forgets-dossiers")]
internal interface IForgetsDossiers : IGrainWithStringKey
{
    /// <summary>
    /// Takes out of the stream what it tells of a dossier that was erased, once for an id. Returns whether it is done.
    /// </summary>
    [Alias("forget-dossier"), ResponseTimeout("00:00:30")]
    ValueTask<bool> ForgetDossier(PersonId author, StreamId dossier, Guid id);
}
