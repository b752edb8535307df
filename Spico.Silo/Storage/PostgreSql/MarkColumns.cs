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

    public void Add(MarkRow row)
    {
        _person.Add(row.Person.Value);
        _stream.Add(row.Stream.Value);
        _readUpTo.Add(row.ReadUpTo);
        _readOrdinal.Add(row.ReadOrdinal);
        _readOwn.Add(row.ReadOwn);
        _version.Add(row.Version);
    }
}
