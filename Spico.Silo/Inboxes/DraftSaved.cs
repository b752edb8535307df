namespace Spico.Silo.Inboxes;

/// <summary>What a save comes to.</summary>
/// <param name="Drafts">The drafts there are now.</param>
/// <param name="Version">The draft that holds the text; 0: it was taken away.</param>
/// <param name="IsConflict">Whether there is another draft that the one who saved did not know of.</param>
internal sealed record DraftSaved(DraftSet Drafts, ulong Version, bool IsConflict);
