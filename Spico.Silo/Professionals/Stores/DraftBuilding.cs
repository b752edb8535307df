using System.Data.Common;
using Spico.Silo.Professionals.Import;

namespace Spico.Silo.Professionals.Stores;

/// <summary>The steps from rows to a directory, by statements that both stores understand.</summary>
internal sealed class DraftBuilding(DbConnection connection, DirectorySchema schema, bool hasInUse)
{
    private const int RowsAtOnce = 200;

    public async Task<DraftCounts> BuildAsync(
        IEnumerable<Term> terms, Findings findings, CancellationToken cancellationToken)
    {
        foreach (string step in schema.Fill)
        {
            await DirectorySql.RunAsync(connection, step, cancellationToken);
        }

        await foreach (DbDataReader row in DirectorySql.ReadAsync(connection, schema.NamedTwice, cancellationToken))
        {
            findings.Add(
                row.GetInt64(0), ExtractHeader.NameOf(ExtractColumn.Family), "another name than the first: not kept.");
        }

        await DirectorySql.RunAsync(connection, $"DROP TABLE {schema.RowTable}", cancellationToken);
        await InsertAsync(
            $"{schema.Table("term")} (number, kind, code, label)",
            terms.Select(term => new object[] { term.Number, (int)term.Kind, term.Code, term.Label }),
            cancellationToken);
        return new DraftCounts
        {
            People = await CountAsync(schema.Count("person"), cancellationToken),
            Structures = await CountAsync(schema.Count("structure"), cancellationToken),
            Practices = await CountAsync(schema.Count("practice"), cancellationToken),
            PeopleInUse = hasInUse ? await CountAsync(schema.CountInUse("person"), cancellationToken) : 0,
            StructuresInUse = hasInUse ? await CountAsync(schema.CountInUse("structure"), cancellationToken) : 0,
            VanishedPeople = hasInUse ? await CountAsync(schema.Vanished("person"), cancellationToken) : 0,
            VanishedStructures = hasInUse ? await CountAsync(schema.Vanished("structure"), cancellationToken) : 0,
            Renamed = hasInUse ? await RenamedAsync(cancellationToken) : 0,
        };
    }

    public async Task SealAsync(
        ImportRecord record, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        IEnumerable<string> steps = schema.Words;
        steps = hasInUse ? steps.Append(schema.KeepNames) : steps;
        foreach (string step in steps.Concat(schema.Indexes))
        {
            await DirectorySql.RunAsync(connection, step, cancellationToken);
        }

        await InsertAsync(
            $"{schema.Table("finding")} (line, column_name, reason)",
            findings.Select(finding => new object[] { finding.Line, finding.Column, finding.Reason }),
            cancellationToken);

        // Last: a draft without its record is one that was not finished.
        await InsertAsync($"{schema.Table("import")} (record)", [[record.ToJson()]], cancellationToken);
    }

    private async Task InsertAsync(string into, IEnumerable<object[]> rows, CancellationToken cancellationToken)
    {
        foreach (object[][] some in rows.Chunk(RowsAtOnce))
        {
            int width = some[0].Length;
            IEnumerable<string> places = some.Select((_, row) =>
                $"({string.Join(", ", Enumerable.Range((row * width) + 1, width).Select(place => $"${place}"))})");
            await DirectorySql.RunAsync(
                connection,
                $"INSERT INTO {into} VALUES {string.Join(", ", places)}",
                cancellationToken,
                [.. some.SelectMany(row => row)]);
        }
    }

    // Who married keeps a given name; who shares nothing is most likely somebody else.
    private async Task<long> RenamedAsync(CancellationToken cancellationToken)
    {
        long renamed = 0;
        await foreach (DbDataReader row in DirectorySql.ReadAsync(connection, schema.Renames, cancellationToken))
        {
            if (!row.GetString(0).Split(' ').Intersect(row.GetString(1).Split(' ')).Any())
            {
                renamed++;
            }
        }

        return renamed;
    }

    private async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await foreach (DbDataReader row in DirectorySql.ReadAsync(connection, sql, cancellationToken))
        {
            return row.GetInt64(0);
        }

        return 0;
    }
}
