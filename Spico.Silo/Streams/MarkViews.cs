using System.Text;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>Marks as their owner sees them.</summary>
internal static class MarkViews
{
    /// <summary>The marks of a row, when the conversation has so many messages.</summary>
    public static Marks Of(MarkRow mark, long ordinal, StreamCipher cipher) => new()
    {
        Todo = mark.Flags.HasFlag(MarkFlags.Todo),
        DueAt = mark.DueAt,
        Note = Note(mark.SealedNote, mark.Person, cipher),
        UnreadFrom = (ulong)mark.UnreadFrom,
        Pinned = mark.Flags.HasFlag(MarkFlags.Pinned),
        Muted = mark.Flags.HasFlag(MarkFlags.Muted),
        Archived = mark.IsArchivedAt(ordinal),
    };

    /// <summary>The marks of an entry of a person's inbox.</summary>
    public static Marks Of(InboxRow row, PersonId person, StreamCipher? cipher) => new()
    {
        Todo = row.Flags.HasFlag(MarkFlags.Todo),
        DueAt = row.DueAt,
        Note = Note(row.SealedNote, person, cipher),
        UnreadFrom = (ulong)row.UnreadFrom,
        Pinned = row.Flags.HasFlag(MarkFlags.Pinned),
        Muted = row.Flags.HasFlag(MarkFlags.Muted),
        Archived = row.IsArchived,
    };

    private static string Note(byte[] sealedNote, PersonId person, StreamCipher? cipher) =>
        cipher is null || sealedNote.Length == 0
        ? string.Empty
        : Encoding.UTF8.GetString(cipher.OpenText(SealedColumns.NoteOf(person), sealedNote));
}
