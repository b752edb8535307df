using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.People;

/// <summary>
/// People in the state file of a single node, beside the grain storage: the log's file has one writer of its own.
/// </summary>
internal sealed class SqlitePeopleStore(string file) : IPeopleStore
{
    private readonly string _connectionString =
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite }.ConnectionString;

    private const string Columns = "p.id, p.name, p.profession, p.sector, p.structure, p.town";

    private const string Search = $"""
        SELECT {Columns} FROM person p
        WHERE p.id IN (SELECT person FROM person_word WHERE word >= $first AND word < $firstTo)
          AND ($second = '' OR EXISTS (
            SELECT 1 FROM person_word w WHERE w.person = p.id AND w.word >= $second AND w.word < $secondTo))
          AND ($third = '' OR EXISTS (
            SELECT 1 FROM person_word w WHERE w.person = p.id AND w.word >= $third AND w.word < $thirdTo))
        ORDER BY p.sort_name, p.id
        LIMIT $limit
        """;

    private const string Upsert = """
        INSERT INTO person (id, name, sort_name, profession, sector, structure, town)
        VALUES ($id, $name, $sort, $profession, $sector, $structure, $town)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, sort_name = excluded.sort_name,
          profession = excluded.profession, sector = excluded.sector, structure = excluded.structure,
          town = excluded.town;
        DELETE FROM person_word WHERE person = $id
        """;

    public ValueTask<List<Person>> GetAsync(IReadOnlyCollection<PersonId> ids) => Run(connection =>
    {
        var people = new List<Person>(ids.Count);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM person p WHERE p.id = $id";
        SqliteParameter id = command.Parameters.Add("$id", SqliteType.Blob);
        foreach (PersonId person in ids)
        {
            id.Value = Bytes(person);
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                people.Add(Read(reader));
            }
        }

        return people;
    });

    public ValueTask<List<Person>> FindAsync(string query, int limit)
    {
        if (PersonQuery.From(query) is not { } words)
        {
            return ValueTask.FromResult<List<Person>>([]);
        }

        return Run(connection =>
        {
            var people = new List<Person>();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = Search;
            command.Parameters.AddWithValue("$first", words.First.From);
            command.Parameters.AddWithValue("$firstTo", words.First.To);
            command.Parameters.AddWithValue("$second", words.Second.From);
            command.Parameters.AddWithValue("$secondTo", words.Second.To);
            command.Parameters.AddWithValue("$third", words.Third.From);
            command.Parameters.AddWithValue("$thirdTo", words.Third.To);
            command.Parameters.AddWithValue("$limit", limit);
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                people.Add(Read(reader));
            }

            return people;
        });
    }

    public ValueTask<List<PersonId>> FindMissingAsync(IReadOnlyCollection<PersonId> ids) => Run(connection =>
    {
        var missing = new List<PersonId>();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM person WHERE id = $id";
        SqliteParameter id = command.Parameters.Add("$id", SqliteType.Blob);
        foreach (PersonId person in ids)
        {
            id.Value = Bytes(person);
            if (command.ExecuteScalar() is null)
            {
                missing.Add(person);
            }
        }

        return missing;
    });

    public async Task UpsertAsync(IReadOnlyList<Person> people) => await Run(connection =>
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        using SqliteCommand word = connection.CreateCommand();
        word.CommandText = "INSERT INTO person_word (word, person) VALUES ($word, $person)";
        SqliteParameter text = word.Parameters.Add("$word", SqliteType.Text);
        SqliteParameter whose = word.Parameters.Add("$person", SqliteType.Blob);
        foreach (PersonRow row in people.Select(PersonRow.Of))
        {
            Write(connection, row);
            whose.Value = Bytes(row.Id);
            foreach (string each in row.Words)
            {
                text.Value = each;
                word.ExecuteNonQuery();
            }
        }

        transaction.Commit();
        return people.Count;
    });

    public ValueTask<List<PersonPractices>> GetPracticesAsync(IReadOnlyCollection<PersonId> ids) => Run(connection =>
    {
        var practices = new List<PersonPractices>();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT practice FROM person_practice WHERE person = $person ORDER BY place";
        SqliteParameter whose = command.Parameters.Add("$person", SqliteType.Blob);
        foreach (PersonId person in ids)
        {
            whose.Value = Bytes(person);
            var own = new List<PracticeSituation>();
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                own.Add(PracticeSituation.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
            }

            if (own.Count > 0)
            {
                practices.Add(new PersonPractices(person, own));
            }
        }

        return practices;
    });

    public async Task SetPracticesAsync(IReadOnlyList<PersonPractices> practices) => await Run(connection =>
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        foreach (PersonPractices each in practices)
        {
            using SqliteCommand delete = connection.CreateCommand();
            delete.CommandText = "DELETE FROM person_practice WHERE person = $person";
            delete.Parameters.AddWithValue("$person", Bytes(each.Person));
            delete.ExecuteNonQuery();
            for (int place = 0; place < each.Practices.Count; place++)
            {
                using SqliteCommand insert = connection.CreateCommand();
                insert.CommandText =
                    "INSERT INTO person_practice (person, place, practice) VALUES ($person, $place, $practice)";
                insert.Parameters.AddWithValue("$person", Bytes(each.Person));
                insert.Parameters.AddWithValue("$place", place);
                insert.Parameters.AddWithValue("$practice", each.Practices[place].ToByteArray());
                insert.ExecuteNonQuery();
            }
        }

        transaction.Commit();
        return practices.Count;
    });

    private static void Write(SqliteConnection connection, PersonRow row)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = Upsert;
        command.Parameters.AddWithValue("$id", Bytes(row.Id));
        command.Parameters.AddWithValue("$name", row.Person.Name);
        command.Parameters.AddWithValue("$sort", row.SortName);
        command.Parameters.AddWithValue("$profession", row.Person.Profession);
        command.Parameters.AddWithValue("$sector", (int)row.Person.Sector);
        command.Parameters.AddWithValue("$structure", row.Person.Structure);
        command.Parameters.AddWithValue("$town", row.Person.Town);
        command.ExecuteNonQuery();
    }

    private static Person Read(SqliteDataReader reader) => new()
    {
        Id = PersonId.From(new Guid(reader.GetFieldValue<byte[]>(0), bigEndian: true)).ToByteString(),
        Name = reader.GetString(1),
        Profession = reader.GetString(2),
        Sector = (Sector)reader.GetInt32(3),
        Structure = reader.GetString(4),
        Town = reader.GetString(5),
    };

    private static byte[] Bytes(PersonId person) => person.Value.ToByteArray(bigEndian: true);

    private ValueTask<T> Run<T>(Func<SqliteConnection, T> work)
    {
        // Microsoft.Data.Sqlite has no asynchronous I/O: its async methods block all the same. These calls are short.
        try
        {
            using var connection = new SqliteConnection(_connectionString);
            connection.Open();
            return ValueTask.FromResult(work(connection));
        }
        catch (SqliteException exception)
        {
            const int Full = 13;
            StoreFailure failure = exception.SqliteErrorCode == Full
                ? StoreFailure.StorageFull
                : StoreFailure.Unavailable;
            return ValueTask.FromException<T>(new StoreException(failure, "The people cannot be reached.", exception));
        }
    }
}
