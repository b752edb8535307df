using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>The parameters of a list of consequences.</summary>
internal sealed class ConsequenceColumns(Columns columns, string prefix)
{
    private readonly List<Guid> _stream = columns.Ids($"{prefix}_stream");
    private readonly List<long> _seq = columns.Longs($"{prefix}_seq");
    private readonly List<Guid> _target = columns.Ids($"{prefix}_target");
    private readonly List<short> _kind = columns.Shorts($"{prefix}_kind");
    private readonly List<Guid> _person = columns.Ids($"{prefix}_person");

    public void Add(ConsequenceRow row)
    {
        _stream.Add(row.Stream.Value);
        _seq.Add(row.Seq);
        _target.Add(row.Target.Value);
        _kind.Add((short)row.Kind);
        _person.Add(row.Person.Value);
    }
}
