using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.People;

/// <summary>People in PostgreSQL, beside the log.</summary>
internal sealed class PostgresPeopleStore(string connectionString) : IPeopleStore, IAsyncDisposable
{
    private const string Columns = "p.id, p.name, p.profession, p.sector, p.structure, p.town";

    private const string Search = $"""
        SELECT {Columns} FROM person p
        WHERE p.id IN (SELECT person FROM person_word WHERE word >= $1 AND word < $2)
          AND ($3 = '' OR EXISTS (
            SELECT 1 FROM person_word w WHERE w.person = p.id AND w.word >= $3 AND w.word < $4))
          AND ($5 = '' OR EXISTS (
            SELECT 1 FROM person_word w WHERE w.person = p.id AND w.word >= $5 AND w.word < $6))
        ORDER BY p.sort_name, p.id
        LIMIT $7
        """;

    private const string Upsert = """
        INSERT INTO person (id, name, sort_name, profession, sector, structure, town)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[])
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, sort_name = excluded.sort_name,
          profession = excluded.profession, sector = excluded.sector, structure = excluded.structure,
          town = excluded.town
        """;

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    public ValueTask<List<Person>> GetAsync(IReadOnlyCollection<PersonId> ids) =>
        Run(async () =>
        {
            await using NpgsqlCommand command = _database.CreateCommand(
                $"SELECT {Columns} FROM person p WHERE p.id = ANY($1)");
            command.Parameters.Add(new() { Value = Values(ids) });
            return await ReadAsync(command);
        });

    public ValueTask<List<Person>> FindAsync(string query, int limit)
    {
        if (PersonQuery.From(query) is not { } words)
        {
            return ValueTask.FromResult<List<Person>>([]);
        }

        return Run(async () =>
        {
            await using NpgsqlCommand command = _database.CreateCommand(Search);
            foreach (PersonQuery.Beginning word in (PersonQuery.Beginning[])[words.First, words.Second, words.Third])
            {
                command.Parameters.Add(new() { Value = word.From, NpgsqlDbType = NpgsqlDbType.Text });
                command.Parameters.Add(new() { Value = word.To, NpgsqlDbType = NpgsqlDbType.Text });
            }

            command.Parameters.Add(new() { Value = limit, NpgsqlDbType = NpgsqlDbType.Integer });
            return await ReadAsync(command);
        });
    }

    public ValueTask<List<PersonId>> FindMissingAsync(IReadOnlyCollection<PersonId> ids) =>
        Run(async () =>
        {
            var missing = new List<PersonId>();
            await using NpgsqlCommand command = _database.CreateCommand(
                "SELECT a.id FROM unnest($1) AS a (id) WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.id = a.id)");
            command.Parameters.Add(new() { Value = Values(ids) });
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                missing.Add(PersonId.From(reader.GetGuid(0)));
            }

            return missing;
        });

    public async Task UpsertAsync(IReadOnlyList<Person> people)
    {
        // The last of several with one id counts; in the order of ids, so that two writers cannot block each other.
        PersonRow[] rows =
        [
            .. people.Select(PersonRow.Of).GroupBy(row => row.Id).Select(same => same.Last())
                .OrderBy(row => row.Id.Value),
        ];
        await Run(async () =>
        {
            await using NpgsqlConnection connection = await _database.OpenConnectionAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Upsert)
            {
                Parameters =
                {
                    new() { Value = rows.Select(row => row.Id.Value).ToArray() },
                    new() { Value = rows.Select(row => row.Person.Name).ToArray() },
                    new() { Value = rows.Select(row => row.SortName).ToArray() },
                    new() { Value = rows.Select(row => row.Person.Profession).ToArray() },
                    new() { Value = rows.Select(row => (int)row.Person.Sector).ToArray() },
                    new() { Value = rows.Select(row => row.Person.Structure).ToArray() },
                    new() { Value = rows.Select(row => row.Person.Town).ToArray() },
                },
            });
            batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM person_word WHERE person = ANY($1)")
            {
                Parameters = { new() { Value = rows.Select(row => row.Id.Value).ToArray() } },
            });
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                "INSERT INTO person_word (word, person) SELECT * FROM unnest($1::text[], $2::uuid[])")
            {
                Parameters =
                {
                    new() { Value = rows.SelectMany(row => row.Words).ToArray() },
                    new() { Value = rows.SelectMany(row => row.Words.Select(_ => row.Id.Value)).ToArray() },
                },
            });
            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            return rows.Length;
        });
    }

    public ValueTask<List<PersonPractices>> GetPracticesAsync(IReadOnlyCollection<PersonId> ids) =>
        Run(async () =>
        {
            var practices = new List<(PersonId Person, PracticeSituation Practice)>();
            await using NpgsqlCommand command = _database.CreateCommand(
                "SELECT person, practice FROM person_practice WHERE person = ANY($1) ORDER BY person, place");
            command.Parameters.Add(new() { Value = Values(ids) });
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                practices.Add((
                    PersonId.From(reader.GetGuid(0)),
                    PracticeSituation.Parser.ParseFrom(reader.GetFieldValue<byte[]>(1))));
            }

            return practices.GroupBy(each => each.Person, each => each.Practice)
                .Select(own => new PersonPractices(own.Key, [.. own])).ToList();
        });

    public async Task SetPracticesAsync(IReadOnlyList<PersonPractices> practices)
    {
        (Guid Person, int Place, byte[] Practice)[] rows =
        [
            .. practices.SelectMany(each => each.Practices.Select(
                (practice, place) => (each.Person.Value, place, practice.ToByteArray()))),
        ];
        await Run(async () =>
        {
            await using NpgsqlConnection connection = await _database.OpenConnectionAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM person_practice WHERE person = ANY($1)")
            {
                Parameters = { new() { Value = practices.Select(each => each.Person.Value).ToArray() } },
            });
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                INSERT INTO person_practice (person, place, practice)
                SELECT * FROM unnest($1::uuid[], $2::int[], $3::bytea[])
                """)
            {
                Parameters =
                {
                    new() { Value = rows.Select(row => row.Person).ToArray() },
                    new() { Value = rows.Select(row => row.Place).ToArray() },
                    new() { Value = rows.Select(row => row.Practice).ToArray() },
                },
            });
            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            return rows.Length;
        });
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static Guid[] Values(IReadOnlyCollection<PersonId> ids) => [.. ids.Select(id => id.Value)];

    private static async Task<List<Person>> ReadAsync(NpgsqlCommand command)
    {
        var people = new List<Person>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            people.Add(new Person
            {
                Id = PersonId.From(reader.GetGuid(0)).ToByteString(),
                Name = reader.GetString(1),
                Profession = reader.GetString(2),
                Sector = (Sector)reader.GetInt32(3),
                Structure = reader.GetString(4),
                Town = reader.GetString(5),
            });
        }

        return people;
    }

    private static async ValueTask<T> Run<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException exception)
        {
            StoreFailure failure = exception.SqlState == PostgresErrorCodes.DiskFull
                ? StoreFailure.StorageFull
                : StoreFailure.Unavailable;
            throw new StoreException(failure, "The people cannot be reached.", exception);
        }
    }
}
