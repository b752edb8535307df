using Google.Protobuf;
using Google.Protobuf.Collections;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.Streams;
using Section = Spico.Protocol.V1.DashboardSection;

namespace Spico.Silo.Dossiers.Dashboards;

/// <summary>Reads the sections of one person's dashboard, each by itself.</summary>
/// <param name="storage">Where.</param>
/// <param name="person">Whose.</param>
/// <param name="names">By what objections name who acts for them: see <see cref="ListedDossiers"/>.</param>
/// <param name="withheld">The classes of dossiers that who acts for them does not read, as bits.</param>
/// <param name="now">When, in milliseconds since 1970-01-01T00:00:00Z.</param>
internal sealed class DashboardReader(
    StreamStorage storage, PersonId person, string names, uint withheld, long now)
{
    private const long ReviewsAheadMs = 30L * 86_400_000;

    /// <summary>How many entries of a section at most.</summary>
    public required int Limit { get; init; }

    /// <summary>The entry after which a page begins; null: the first page.</summary>
    public FactCursor? Cursor { get; init; }

    private FactCursor AfterOldest => Cursor ?? FactCursor.Oldest;

    private FactCursor BeforeNewest => Cursor ?? FactCursor.Newest;

    /// <summary>Reads a section into a dashboard.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task ReadAsync(Section section, ReadDashboardResponse dashboard)
    {
        switch (section)
        {
            case Section.Tasks:
                dashboard.Tasks = await ReadTasksAsync();
                break;
            case Section.Urgencies:
                dashboard.Urgencies = await ReadUrgenciesAsync();
                break;
            case Section.Requests:
                dashboard.Requests = await ReadRequestsAsync();
                break;
            case Section.News:
                dashboard.News = await ReadNewsAsync();
                break;
            case Section.Stays:
                dashboard.Stays = await ReadStaysAsync();
                break;
            case Section.Reviews:
                dashboard.Reviews = await ReadReviewsAsync();
                break;
            case Section.Alerts:
                dashboard.Alerts = await ReadAlertsAsync();
                break;
        }
    }

    private async Task<DashboardTasks> ReadTasksAsync()
    {
        var tasks = new DashboardTasks();
        uint overdue = 0;
        (tasks.Count, tasks.Next) = await PageAsync(
            DashboardSql.Tasks,
            [.. Reading(DataClass.Coordination), now, .. After(AfterOldest)],
            row =>
            {
                overdue = (uint)row.Number(6);
                return new Entry<BoardTask?>(PlaceOf(row), row.Number(5), Open(row, 3, 4, TaskOf));
            },
            task => Add(tasks.Entries, task));
        tasks.Overdue = overdue;
        return tasks;
    }

    private async Task<DashboardUrgencies> ReadUrgenciesAsync()
    {
        var urgencies = new DashboardUrgencies();
        (urgencies.Count, urgencies.Next) = await PageAsync(
            DashboardSql.Urgencies,
            [person.Value, .. After(AfterOldest)],
            row => new Entry<DashboardUrgency>(
                new FactCursor(1 - row.Number(2), row.Id(0), row.Number(1)),
                row.Number(3),
                new DashboardUrgency
                {
                    Conversation = StreamOf(row),
                    Urgency = (ulong)row.Number(1),
                    Unanswered = row.Number(2) == 1,
                }),
            urgencies.Entries.Add);
        return urgencies;
    }

    private async Task<DashboardRequests> ReadRequestsAsync()
    {
        var requests = new DashboardRequests();
        (requests.Count, requests.Next) = await PageAsync(
            DashboardSql.Requests,
            [person.Value, .. After(AfterOldest)],
            row =>
            {
                CareRequestEntry entry = CareRequestEntries.Read(row);
                return new Entry<CareRequestEntry>(CareRequestEntries.CursorOf(entry), row.Number(9), entry);
            },
            requests.Entries.Add);
        return requests;
    }

    private async Task<DashboardNews> ReadNewsAsync()
    {
        var news = new DashboardNews();
        FactCursor before = BeforeNewest;
        (news.Count, news.Next) = await PageAsync(
            DashboardSql.News,
            [person.Value, names, (long)withheld, before.At, before.Stream],
            row => new Entry<DossierNews>(
                new FactCursor(row.Number(1), row.Id(0), 0),
                row.Number(4),
                new DossierNews
                {
                    Dossier = StreamOf(row),
                    Count = (uint)row.Number(3),
                    At = row.Number(1),
                    ReadUpTo = (ulong)row.Number(2),
                }),
            news.Entries.Add);
        return news;
    }

    private async Task<DashboardStays> ReadStaysAsync()
    {
        var stays = new DashboardStays();
        (stays.Count, stays.Next) = await PageAsync(
            DashboardSql.Stays,
            [.. Reading(DataClass.Medical), .. After(BeforeNewest)],
            row => new Entry<DashboardStay?>(PlaceOf(row), row.Number(5), Open(row, 3, 4, StayOf)),
            stay => Add(stays.Entries, stay));
        return stays;
    }

    private async Task<DashboardReviews> ReadReviewsAsync()
    {
        var reviews = new DashboardReviews();
        (reviews.Count, reviews.Next) = await PageAsync(
            DashboardSql.Reviews,
            [.. Reading(DataClass.Plan), now + ReviewsAheadMs, .. After(AfterOldest)],
            row => new Entry<DashboardReview>(
                PlaceOf(row),
                row.Number(4),
                new DashboardReview
                {
                    Dossier = StreamOf(row),
                    Plan = (ulong)row.Number(1),
                    ReviewAt = row.Number(2),
                    Referent = PersonId.From(row.Id(3)).ToByteString(),
                }),
            reviews.Entries.Add);
        return reviews;
    }

    private async Task<DashboardAlerts> ReadAlertsAsync()
    {
        var alerts = new DashboardAlerts();
        (alerts.Count, alerts.Next) = await PageAsync(
            DashboardSql.Alerts,
            [person.Value, names, (long)withheld, now, .. After(BeforeNewest)],
            row => new Entry<DashboardAlert?>(PlaceOf(row), row.Number(5), Open(row, 3, 4, AlertOf)),
            alert => Add(alerts.Entries, alert));
        return alerts;
    }

    // One more than asked for tells whether there is a next page.
    private async Task<(uint Count, string Next)> PageAsync<T>(
        RowSql sql, object[] values, Func<RowReader, Entry<T>> read, Action<T> add)
    {
        List<Entry<T>> rows = await storage.Store.ReadRowsAsync(sql, read, [.. values, Limit + 1L]);
        foreach (Entry<T> row in rows.Take(Limit))
        {
            add(row.Shown);
        }

        return rows.Count == 0 ? (0, string.Empty)
            : ((uint)rows[0].Count, rows.Count > Limit ? rows[Limit - 1].Place.Encode() : string.Empty);
    }

    private object[] Reading(DataClass dataClass) => [person.Value, names, (long)withheld, 1L << (int)dataClass];

    private static object[] After(FactCursor place) => [place.At, place.Stream, place.Seq];

    private static FactCursor PlaceOf(RowReader row) => new(row.Number(2), row.Id(0), row.Number(1));

    private static ByteString StreamOf(RowReader row) => StreamId.From(row.Id(0)).ToByteString();

    // Of a dossier that was erased there is no key any more.
    private T? Open<T>(RowReader row, int value, int key, Func<StreamId, ulong, Func<string, byte[]>, T> open)
        where T : class
    {
        byte[] wrappedKey = row.Bytes(key);
        if (wrappedKey.Length == 0)
        {
            return null;
        }

        var dossier = StreamId.From(row.Id(0));
        byte[] bytes = row.Bytes(value);
        using StreamCipher cipher = StreamCipher.Unwrap(storage.MasterKey, dossier, wrappedKey);
        return open(dossier, (ulong)row.Number(1), column => cipher.OpenText(column, bytes));
    }

    private static void Add<T>(RepeatedField<T> entries, T? entry)
        where T : class
    {
        if (entry is not null)
        {
            entries.Add(entry);
        }
    }

    private static BoardTask TaskOf(StreamId dossier, ulong task, Func<string, byte[]> open) => new()
    {
        Dossier = dossier.ToByteString(),
        Task = CareTask.Parser.ParseFrom(open(SealedColumns.TaskOf(task))),
    };

    private static DashboardStay StayOf(StreamId dossier, ulong stay, Func<string, byte[]> open) => new()
    {
        Dossier = dossier.ToByteString(),
        Stay = HospitalStay.Parser.ParseFrom(open(SealedColumns.StayOf(stay))),
    };

    private static DashboardAlert AlertOf(StreamId dossier, ulong alert, Func<string, byte[]> open) => new()
    {
        Dossier = dossier.ToByteString(),
        Alert = Alert.Parser.ParseFrom(open(SealedColumns.AlertOf(alert))),
    };

    private sealed record Entry<T>(FactCursor Place, long Count, T Shown);
}
