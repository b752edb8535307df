using Spico.Protocol;

namespace Spico.Load.Sessions;

/// <summary>A dossier of a run, and who created it.</summary>
internal sealed record StoredDossier(StreamId Id, LoadPerson Owner);
