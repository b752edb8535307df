using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Tasks;

/// <summary>Tasks for the board: what is filtered and sorted by in clear, the task itself sealed.</summary>
internal static class CareTaskRows
{
    /// <summary>The due time of what is due at no time: after everything.</summary>
    public const long NotDue = long.MaxValue;

    private static readonly RowSql Upsert = new(
        """
        INSERT INTO dossier_task (stream, seq, state, due_at, person, structure, task)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (stream, seq) DO UPDATE SET state = excluded.state, due_at = excluded.due_at,
            person = excluded.person, structure = excluded.structure, task = excluded.task
        """);

    /// <summary>The row of a task as it is from now on.</summary>
    public static RowChange Of(StreamId dossier, CareTask task) => new(
        Upsert,
        dossier.Value,
        (long)task.Task,
        (long)task.State,
        task.DueAt == 0 ? NotDue : task.DueAt,
        IdOf(task.Person),
        IdOf(task.AskedStructure.IsEmpty ? task.Structure : task.AskedStructure),
        new SealedMessage(SealedColumns.TaskOf(task.Task), task));

    private static Guid? IdOf(ByteString id) => id.IsEmpty ? null : new Guid(id.Span, bigEndian: true);
}
