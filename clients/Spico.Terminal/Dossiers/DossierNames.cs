using System.Collections.Concurrent;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>The names of who is in a dossier: people as registered, structures as the circle knows them.</summary>
internal sealed class DossierNames(People people)
{
    private readonly ConcurrentDictionary<ByteString, string> _structures = [];

    /// <summary>Learns the names of the circle.</summary>
    public async Task LearnAsync(IReadOnlyCollection<CircleMember> circle, CancellationToken cancellationToken)
    {
        foreach (CircleMember member in circle)
        {
            if (member.Structure is { } structure)
            {
                _structures[structure.Structure] = structure.Name;
            }

            foreach (PracticeSituation practice in member.Periods.Select(period => period.Practice)
                .Where(practice => practice is { Structure.IsEmpty: false }))
            {
                _structures.TryAdd(practice.Structure, practice.StructureName);
            }
        }

        await LearnAsync(
            circle.SelectMany(member => member.Periods.Select(period => period.BegunBy)
                .Append(member.Professional?.Person ?? ByteString.Empty)),
            cancellationToken);
    }

    /// <summary>Learns the names of people.</summary>
    public Task LearnAsync(IEnumerable<ByteString> persons, CancellationToken cancellationToken) => people.LearnAsync(
        persons.Select(bytes => PersonId.TryFrom(bytes, out PersonId person) ? person : default)
            .Where(person => person != default),
        cancellationToken);

    /// <summary>A person.</summary>
    public string Of(ByteString person) => PersonId.TryFrom(person, out PersonId id) ? people.NameOf(id) : "somebody";

    /// <summary>A structure.</summary>
    public string OfStructure(ByteString structure) => _structures.GetValueOrDefault(structure, "a structure");

    /// <summary>A member of the circle.</summary>
    public string Of(CircleMember member) => member.WhoCase switch
    {
        CircleMember.WhoOneofCase.Professional => Of(member.Professional.Person),
        CircleMember.WhoOneofCase.Structure => member.Structure.Name,
        CircleMember.WhoOneofCase.Relative => member.Relative.Name,
        _ => "the patient",
    };

    /// <summary>Who is to do a task.</summary>
    public string Assignee(CareTask task) => task.HasPerson ? Of(task.Person)
        : task.HasStructure ? OfStructure(task.Structure)
        : "whoever takes it";
}
