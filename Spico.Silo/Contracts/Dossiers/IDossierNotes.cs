using Spico.Protocol;
using Spico.Silo.Dossiers.Provenance;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>
/// What other grains have to do with a dossier. Its grain. What is noted is a consequence of a fact elsewhere: exactly
/// once however often it is called; true when it is durable, or nothing was to be noted.
/// </summary>
[Alias("spico.dossier-notes")]
public interface IDossierNotes : IGrainWithStringKey
{
    /// <summary>What other dossiers need to know of it, and whether a person may write its identity.</summary>
    [Alias("find"), ResponseTimeout("00:00:05")]
    ValueTask<DossierFound> Find(PersonId asking);

    /// <summary>Which others were merged into it. Nobody comes to read it by asking.</summary>
    [Alias("find-one-with"), ResponseTimeout("00:00:05")]
    ValueTask<OneWithFound> FindOneWith();

    /// <summary>What a fact of it made of a message.</summary>
    [Alias("find-filed"), ResponseTimeout("00:00:05")]
    ValueTask<FiledEntry> FindFiled(long seq);

    /// <summary>This fact changed who the patient is.</summary>
    [Alias("note-identity"), ResponseTimeout("00:00:10")]
    ValueTask<bool> NoteIdentity(PersonId author, StreamId patient, long seq);

    /// <summary>This fact merged another dossier into this one, or separated it.</summary>
    [Alias("note-merge"), ResponseTimeout("00:00:10")]
    ValueTask<bool> NoteMerge(PersonId author, StreamId dossier, long seq);

    /// <summary>This fact of an agenda changed an appointment of the patient.</summary>
    [Alias("note-appointment"), ResponseTimeout("00:00:10")]
    ValueTask<bool> NoteAppointment(PersonId author, StreamId agenda, long seq);
}
