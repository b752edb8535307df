using Spico.Protocol.V1;

namespace Spico.Silo.Inboxes;

/// <summary>
/// A person's drafts to one conversation, and what saving one does to them. No text is lost but by a save that was
/// based on it.
/// </summary>
/// <param name="Drafts">The drafts, the last saved first.</param>
/// <param name="Version">The version of the whole; 0: nothing was ever saved.</param>
internal sealed record DraftSet(IReadOnlyList<Draft> Drafts, long Version)
{
    /// <summary>Drafts to one conversation, at most.</summary>
    public const int DraftsMax = 4;

    /// <summary>
    /// The drafts after a save, or null when there may not be another one.
    /// </summary>
    /// <param name="text">The text; empty takes the draft away.</param>
    /// <param name="basedOn">The version of the draft to replace; 0: none.</param>
    /// <param name="version">The version of what is saved.</param>
    /// <param name="at">When.</param>
    public DraftSaved? Save(string text, ulong basedOn, long version, long at)
    {
        Draft? replaced = basedOn == 0 ? null : Drafts.FirstOrDefault(draft => draft.Version == basedOn);
        List<Draft> rest = [.. Drafts.Where(draft => draft != replaced)];
        bool isConflict = replaced is null && rest.Count > 0;
        if (text.Length == 0)
        {
            return Saved(rest, 0, isConflict);
        }

        // The same text again is most likely a save whose answer was lost: it needs no second place.
        if (Drafts.FirstOrDefault(draft => draft.Text == text) is { } same)
        {
            return same == replaced || replaced is null
                ? new DraftSaved(this, same.Version, IsConflict: Drafts.Count > 1)
                : Saved(rest, same.Version, isConflict: rest.Count > 1);
        }

        if (rest.Count >= DraftsMax)
        {
            return null;
        }

        rest.Insert(0, new Draft { Version = (ulong)version, Text = text, At = at });
        return Saved(rest, (ulong)version, isConflict);

        DraftSaved Saved(List<Draft> drafts, ulong saved, bool isConflict) => new(
            drafts.SequenceEqual(Drafts) ? this : new DraftSet(drafts, version), saved, isConflict);
    }
}
