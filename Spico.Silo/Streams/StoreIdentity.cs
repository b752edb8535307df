namespace Spico.Silo.Streams;

/// <summary>Which store this is, and where its history stands.</summary>
/// <param name="Id">Made once, when the store was created; kept by backups.</param>
/// <param name="Epoch">Rises when a backup is restored or the store is found to have gone back.</param>
/// <param name="Clock">Rises at least once a second while facts are written.</param>
internal sealed record StoreIdentity(Guid Id, uint Epoch, long Clock);
