using System.Data.Common;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Practices;
using Spico.Silo.Professionals.Stores;

namespace Spico.Silo.Professionals.Searching;

/// <summary>The entries of people, with their practices.</summary>
internal sealed class EntryReading(DbConnection connection, DirectoryTerms terms)
{
    /// <summary>The entries of these people, in the order given.</summary>
    public async Task<List<DirectoryEntry>> ReadAsync(IReadOnlyList<int> numbers)
    {
        if (numbers.Count == 0)
        {
            return [];
        }

        var entries = new Dictionary<int, DirectoryEntry>();
        string these = string.Join(", ", numbers);
        await foreach (DbDataReader row in DirectorySql.ReadAsync(
            connection,
            $"SELECT number, id, national_id, name FROM directory_person WHERE number IN ({these})",
            CancellationToken.None))
        {
            entries[row.GetInt32(0)] = new DirectoryEntry
            {
                Person = new Person { Id = Bytes(row, 1), Name = row.GetString(3) },
                NationalId = row.GetString(2),
            };
        }

        await foreach (DbDataReader row in DirectorySql.ReadAsync(
            connection,
            $"""
            SELECT x.person, x.profession, x.specialty, x.mode, x.town, x.department, s.id, s.name, s.finess, s.siret
            FROM directory_practice x LEFT JOIN directory_structure s ON s.number = x.structure
            WHERE x.person IN ({these}) ORDER BY x.person, x.structure, x.profession, x.specialty
            """,
            CancellationToken.None))
        {
            if (entries.TryGetValue(row.GetInt32(0), out DirectoryEntry? entry))
            {
                Add(entry, row);
            }
        }

        return [.. numbers.Where(entries.ContainsKey).Select(number => entries[number])];
    }

    /// <summary>The numbers of the people with these ids.</summary>
    public async Task<List<int>> NumbersOfAsync(IReadOnlyCollection<PersonId> ids)
    {
        var numbers = new List<int>();
        await foreach (DbDataReader row in Matching("number", ids, onlyListed: false))
        {
            numbers.Add(row.GetInt32(0));
        }

        return numbers;
    }

    /// <summary>Which of these ids are of people in the extract in use.</summary>
    public async Task<List<PersonId>> ListedAmongAsync(IReadOnlyCollection<PersonId> ids)
    {
        var listed = new List<PersonId>();
        await foreach (DbDataReader row in Matching("id", ids, onlyListed: true))
        {
            listed.Add(PersonId.From(new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true)));
        }

        return listed;
    }

    private IAsyncEnumerable<DbDataReader> Matching(
        string column, IReadOnlyCollection<PersonId> ids, bool onlyListed)
    {
        object[] values = [.. ids.Select(id => id.Value.ToByteArray(bigEndian: true))];
        string places = string.Join(", ", Enumerable.Range(1, values.Length).Select(place => $"${place}"));
        return DirectorySql.ReadAsync(
            connection,
            $"SELECT {column} FROM directory_person WHERE id IN ({places}){(onlyListed ? " AND is_listed = 1" : "")}",
            CancellationToken.None,
            values);
    }

    private void Add(DirectoryEntry entry, DbDataReader row)
    {
        if (entry.Practices.Count == PracticeRules.PracticesMax)
        {
            return;
        }

        var practice = new PracticeSituation
        {
            Profession = terms.LabelOf(row.GetInt32(1)),
            Specialty = terms.LabelOf(row.GetInt32(2)),
            Mode = terms.LabelOf(row.GetInt32(3)),
            Town = terms.LabelOf(row.GetInt32(4)),
            Department = terms.LabelOf(row.GetInt32(5)),
        };
        if (!row.IsDBNull(6))
        {
            practice.Structure = Bytes(row, 6);
            practice.StructureName = row.GetString(7);
            practice.Finess = row.GetString(8);
            practice.Siret = row.GetString(9);
        }

        practice.Id = PracticeIds.Of(
            entry.Person.Id,
            practice.Structure,
            terms.CodeOf(row.GetInt32(1)),
            terms.CodeOf(row.GetInt32(2))).ToByteString();
        entry.Practices.Add(practice);
        if (entry.Practices.Count == 1)
        {
            entry.Person.Profession = practice.Profession;
            entry.Person.Structure = practice.StructureName;
            entry.Person.Town = practice.Town;
        }
    }

    private static ByteString Bytes(DbDataReader row, int column) =>
        ByteString.CopyFrom(row.GetFieldValue<byte[]>(column));
}
