using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>The parameters of a list of marks.</summary>
internal sealed class MarkColumns(Columns columns)
{
    private readonly List<Guid> _person = columns.Ids("mark_person");
    private readonly List<Guid> _stream = columns.Ids("mark_stream");
    private readonly List<long> _readUpTo = columns.Longs("read_up_to");
    private readonly List<long> _readOrdinal = columns.Longs("read_ordinal");
    private readonly List<long> _readOwn = columns.Longs("read_own");
    private readonly List<long> _version = columns.Longs("version");
    private readonly List<int> _flags = columns.Integers("mark_flags");
    private readonly List<long> _archivedOrdinal = columns.Longs("mark_archived_ordinal");
    private readonly List<long> _unreadFrom = columns.Longs("mark_unread_from");
    private readonly List<long> _unreadOrdinal = columns.Longs("mark_unread_ordinal");
    private readonly List<long> _unreadOwn = columns.Longs("mark_unread_own");
    private readonly List<long> _dueAt = columns.Longs("mark_due_at");
    private readonly List<byte[]> _sealedNote = columns.Bytes("mark_sealed_note");
    private readonly List<long> _deliveredUpTo = columns.Longs("delivered_up_to");

    public void Add(MarkRow row)
    {
        _person.Add(row.Person.Value);
        _stream.Add(row.Stream.Value);
        _readUpTo.Add(row.ReadUpTo);
        _readOrdinal.Add(row.ReadOrdinal);
        _readOwn.Add(row.ReadOwn);
        _version.Add(row.Version);
        _flags.Add((int)row.Flags);
        _archivedOrdinal.Add(row.ArchivedOrdinal);
        _unreadFrom.Add(row.UnreadFrom);
        _unreadOrdinal.Add(row.UnreadOrdinal);
        _unreadOwn.Add(row.UnreadOwn);
        _dueAt.Add(row.DueAt);
        _sealedNote.Add(row.SealedNote);
        _deliveredUpTo.Add(row.DeliveredUpTo);
    }
}
