namespace Spico.Silo.Streams;

/// <summary>Which entries of an inbox are listed. The default: all that are not archived.</summary>
/// <param name="Flags">Only those with all of these marks.</param>
/// <param name="Without">Only those with none of these marks.</param>
/// <param name="IsUnread">Only those with unread messages, or marked as unread.</param>
/// <param name="Archived">What becomes of archived ones.</param>
internal readonly record struct InboxFilter(
    MarkFlags Flags = MarkFlags.None,
    MarkFlags Without = MarkFlags.None,
    bool IsUnread = false,
    ArchivedEntries Archived = ArchivedEntries.Without);
