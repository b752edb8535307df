using Google.Protobuf;
using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.People;
using Spico.Silo.Streams;
using Spico.Silo.Traces;

namespace Spico.Silo.Dossiers.Tasks;

/// <summary>Lists tasks across the dossiers in whose circle somebody is, with the right to read tasks.</summary>
[StatelessWorker]
[GrainType("task-board")]
internal sealed class BoardGrain(
    StreamStorage storage, DossierAudience audience, IPeopleStore people, IGrainFactory grains, TimeProvider time)
    : Grain, IBoardGrain
{
    private const int TasksDefault = 50;
    private const int TasksMax = 200;
    private const long Open = (1 << (int)CareTaskState.Requested) | (1 << (int)CareTaskState.Accepted)
        | (1 << (int)CareTaskState.InProgress) | (1 << (int)CareTaskState.OnHold);

    // A filter that is not wanted has a 0 before it. The keys of the page, then what is sealed of these.
    private static readonly RowSql Page = new(
        $"""
        SELECT p.stream, p.seq, p.due_at, x.task, s.wrapped_key
        FROM (
            SELECT t.stream, t.seq, t.due_at
            FROM dossier_task t JOIN dossier_member m
                ON m.stream = t.stream AND {ListedDossiers.AreShown} AND m.withheld & $3 = 0
            WHERE (CAST(1 AS bigint) << CAST(t.state AS int)) & $4 <> 0
                AND (t.due_at, t.stream, t.seq) > ($5, $6, $7) AND t.due_at <= $8
                AND ($9 = 0 OR t.stream = $10) AND ($11 = 0 OR t.person = $12) AND ($13 = 0 OR t.structure = $14)
                AND ($15 = 0 OR t.seq = $15)
            ORDER BY t.due_at, t.stream, t.seq LIMIT $16) AS p
        JOIN dossier_task x ON x.stream = p.stream AND x.seq = p.seq
        JOIN stream s ON s.id = p.stream
        ORDER BY p.due_at, p.stream, p.seq
        """);

    private readonly ListTraces _traces = new(grains);
    private readonly DelegationCheck _delegations = new(grains);

    public async ValueTask<Reply> List(Caller caller, ListTasksRequest request) => await _traces.KeepAsync(
        caller, Command.BodyOneofCase.ListTasks, await AnswerAsync(caller, request));

    private async ValueTask<Reply> AnswerAsync(Caller caller, ListTasksRequest request)
    {
        if (await _delegations.CheckAsync(caller) is { } ended)
        {
            return new Reply { Error = ended };
        }

        if (Check(request, out FactCursor cursor) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        int limit = request.Limit == 0 ? TasksDefault : (int)request.Limit;
        try
        {
            List<Row> rows = await storage.Store.ReadRowsAsync(
                Page,
                row => new Row(row.Id(0), row.Number(1), row.Number(2), row.Bytes(3), row.Bytes(4)),
                [
                    caller.Person.Value,
                    await ListedDossiers.NamesOfAsync(caller, people),
                    1L << (int)DataClass.Coordination,
                    request.States.Count == 0 || request.Overdue
                        ? Open
                        : request.States.Aggregate(0L, (bits, state) => bits | (1L << (int)state)),
                    cursor.At,
                    cursor.Stream,
                    cursor.Seq,
                    request.Overdue ? time.GetUtcNow().ToUnixTimeMilliseconds() - 1 : long.MaxValue,
                    .. Filter(request.Dossier),
                    .. Filter(request.Person),
                    .. Filter(request.Structure),
                    (long)request.Task,
                    limit + 1L,
                ]);
            return new Reply { ListTasks = ToPage(rows, limit) };
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    public async ValueTask<bool> Tell(StreamId dossier, long seq)
    {
        IGatewayObserver[] gateways = await audience.FindAsync();
        if (gateways.Length == 0 || await audience.ReadAsync(dossier, seq) is not var (fact, _))
        {
            return true;
        }

        // What is to be done is in no trace yet: whoever wants to know lists it.
        var changed = new BoardChanged
        {
            Dossier = dossier.ToByteString(),
            Task = fact.CareTaskChanged.Task.Task,
            State = fact.CareTaskChanged.Task.State,
            Seq = (ulong)seq,
        };
        audience.Tell(
            gateways,
            await audience.ReadersOfAsync(dossier, DataClass.Coordination),
            await audience.ActingAsync(dossier, DataClass.Coordination),
            new Push { BoardChanged = changed });
        return true;
    }

    private static Error? Check(ListTasksRequest request, out FactCursor cursor)
    {
        cursor = default;
        return request.Limit > TasksMax ? Refusal.Invalid("limit", $"1 to {TasksMax}.", TasksMax)
            : request.States.Any(state => state == CareTaskState.Unspecified || !Enum.IsDefined(state))
                ? Refusal.Invalid("states", "Known states.")
            : !FactCursor.TryDecode(request.Cursor, FactCursor.Oldest, out cursor)
                ? Refusal.Invalid("cursor", "The cursor of the page before.")
            : request.Task > long.MaxValue || (request.Task > 0 && request.Dossier.IsEmpty)
                ? Refusal.Invalid("task", "A task of the dossier that is named.")
            : CheckId(request.Dossier, "dossier") ?? CheckId(request.Person, "person")
                ?? CheckId(request.Structure, "structure");
    }

    private static Error? CheckId(ByteString id, string field) =>
        id.Length is 0 or 16 ? null : Refusal.Invalid(field, "16 bytes, or empty.");

    private static object[] Filter(ByteString id) =>
        id.IsEmpty ? [0L, Guid.Empty] : [1L, new Guid(id.Span, bigEndian: true)];

    private ListTasksResponse ToPage(List<Row> rows, int limit)
    {
        var page = new ListTasksResponse();
        foreach (Row row in rows.Take(limit).Where(row => row.WrappedKey.Length > 0))
        {
            var dossier = StreamId.From(row.Dossier);
            using StreamCipher cipher = StreamCipher.Unwrap(storage.MasterKey, dossier, row.WrappedKey);
            page.Tasks.Add(new BoardTask
            {
                Dossier = dossier.ToByteString(),
                Task = CareTask.Parser.ParseFrom(cipher.OpenText(SealedColumns.TaskOf((ulong)row.Task), row.Sealed)),
            });
        }

        if (rows.Count > limit)
        {
            Row last = rows[limit - 1];
            page.Next = new FactCursor(last.DueAt, last.Dossier, last.Task).Encode();
        }

        return page;
    }

    private sealed record Row(Guid Dossier, long Task, long DueAt, byte[] Sealed, byte[] WrappedKey);
}
