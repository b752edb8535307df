using System.Data.Common;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Practices;
using Spico.Silo.Professionals.Stores;
using Spico.Silo.Streams;

namespace Spico.Silo.Professionals.Searching;

/// <summary>
/// Reads the directory in use, on either store by the same statements. What is read is of one import: when another was
/// put in use meanwhile, it is read again. Failures are typed as <see cref="StoreException"/>.
/// </summary>
internal sealed class DirectoryReader(IDirectoryStore store)
{
    private const int TriesMax = 3;

    private volatile DirectoryTerms? _terms;

    /// <summary>Searches. Null when the cursor is of another import.</summary>
    public ValueTask<FoundEntries?> SearchAsync(DirectoryQuery query) => ReadAsync(
        async (connection, terms) =>
        {
            Guid import = terms.Import.Id;
            if (query.After is { } after && after.Import != import)
            {
                return null;
            }

            var search = new DirectorySearch(connection, terms);
            FoundNumbers found = await search.FindAsync(query);
            List<DirectoryEntry> entries = await new EntryReading(connection, terms).ReadAsync(found.Numbers);
            foreach (DirectoryEntry entry in entries.Skip(found.Exact))
            {
                entry.Approximate = true;
            }

            return new FoundEntries(
                entries, found.HasMore ? new DirectoryCursor(import, found.Numbers[^1]).Encode() : string.Empty);
        },
        new FoundEntries([], string.Empty));

    /// <summary>The persons with these ids, as conversations show them; unknown ids are left out.</summary>
    public async ValueTask<List<Person>> GetAsync(IReadOnlyCollection<PersonId> ids) => ids.Count == 0
        ? []
        : (await ReadAsync(
            async (connection, terms) =>
            {
                var reading = new EntryReading(connection, terms);
                List<int> numbers = await reading.NumbersOfAsync(ids);
                return (List<Person>?)[.. (await reading.ReadAsync(numbers)).Select(entry => entry.Person)];
            },
            []))!;

    /// <summary>The practice situations of these persons; those who have none are left out.</summary>
    public async ValueTask<List<PersonPractices>> GetPracticesAsync(IReadOnlyCollection<PersonId> ids) => ids.Count == 0
        ? []
        : (await ReadAsync(
            async (connection, terms) =>
            {
                var reading = new EntryReading(connection, terms);
                List<DirectoryEntry> entries = await reading.ReadAsync(await reading.NumbersOfAsync(ids));
                return (List<PersonPractices>?)
                [
                    .. entries.Where(entry => entry.Practices.Count > 0).Select(entry => new PersonPractices(
                        PersonId.TryFrom(entry.Person.Id, out PersonId person) ? person : default, entry.Practices)),
                ];
            },
            []))!;

    /// <summary>Which of these ids are of nobody who is in the extract in use.</summary>
    public async ValueTask<List<PersonId>> FindMissingAsync(IReadOnlyCollection<PersonId> ids)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        HashSet<PersonId>? listed = await ReadAsync(
            async (connection, terms) =>
                (HashSet<PersonId>?)[.. await new EntryReading(connection, terms).ListedAmongAsync(ids)],
            []);
        return [.. ids.Where(id => !listed!.Contains(id))];
    }

    /// <summary>
    /// Some of those who are not in the import in use and were in the one before, after a number; 0: from the first on.
    /// </summary>
    public async ValueTask<VanishedPage> VanishedAsync(int after, int limit)
    {
        var none = new VanishedPage([], after);
        return (await ReadAsync(
            async (connection, terms) =>
            {
                // They are numbered after those who are in it.
                object from = Math.Max(after, (int)terms.Import.People);
                var page = new VanishedPage([], after);
                await foreach (DbDataReader row in DirectorySql.ReadAsync(
                    connection,
                    "SELECT number, id FROM directory_person WHERE number > $1 AND is_listed = -1 " +
                    $"ORDER BY number LIMIT {limit}",
                    CancellationToken.None,
                    from))
                {
                    page.People.Add(PersonId.From(new Guid(row.GetFieldValue<byte[]>(1), bigEndian: true)));
                    page = page with { Last = row.GetInt32(0) };
                }

                return (VanishedPage?)page;
            },
            none))!;
    }

    /// <summary>The terms of the import in use; null when there is none.</summary>
    public ValueTask<DirectoryTerms?> TermsAsync() => ReadAsync(
        (_, terms) => Task.FromResult<DirectoryTerms?>(terms), null);

    private async ValueTask<T?> ReadAsync<T>(
        Func<DbConnection, DirectoryTerms, Task<T?>> read, T? whenNone)
        where T : class
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                // SQLite has no asynchronous I/O, and grains share few threads.
                (bool isWhole, T? result) = await Task.Run(() => TryReadAsync(read, whenNone));
                if (isWhole || tries == TriesMax)
                {
                    return result;
                }
            }
            catch (DbException exception)
            {
                StoreException failure = store.FailureOf(exception);
                if (failure.Failure != StoreFailure.Retry || tries == TriesMax)
                {
                    throw failure;
                }
            }
        }
    }

    private async Task<(bool IsWhole, T? Result)> TryReadAsync<T>(
        Func<DbConnection, DirectoryTerms, Task<T?>> read, T? whenNone)
        where T : class
    {
        await using DbConnection? connection = await store.OpenAsync();
        if (connection is null || await RecordAsync(connection) is not { } record)
        {
            return (true, whenNone);
        }

        DirectoryTerms terms = _terms is { } known && known.Record == record
            ? known
            : await LoadAsync(connection, record);
        T? result = await read(connection, terms);
        return (await RecordAsync(connection) == record, result);
    }

    private static async Task<string?> RecordAsync(DbConnection connection)
    {
        await foreach (DbDataReader row in DirectorySql.ReadAsync(
            connection, "SELECT record FROM directory_import", CancellationToken.None))
        {
            return row.GetString(0);
        }

        return null;
    }

    private async Task<DirectoryTerms> LoadAsync(DbConnection connection, string record)
    {
        var all = new List<Term>();
        await foreach (DbDataReader row in DirectorySql.ReadAsync(
            connection, "SELECT number, kind, code, label FROM directory_term", CancellationToken.None))
        {
            all.Add(new Term(row.GetInt32(0), (TermKind)row.GetInt32(1), row.GetString(2), row.GetString(3)));
        }

        var terms = new DirectoryTerms(record, all);
        _terms = terms;
        return terms;
    }
}
