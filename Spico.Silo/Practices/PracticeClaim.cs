using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Practices;

/// <summary>
/// The practice situation that a request says a person acts in: believed only when it is one of theirs, and then known
/// as streams tell it.
/// </summary>
internal sealed class PracticeClaim
{
    private readonly PersonId _person;
    private readonly PracticeId? _practice;
    private readonly string _field;

    private PracticeClaim(PersonId person, PracticeId? practice, string field)
    {
        _person = person;
        _practice = practice;
        _field = field;
    }

    /// <summary>Whether a situation is said, and must be looked up.</summary>
    public bool IsMade => _practice is not null;

    /// <summary>The situation, once it was looked up; null for none in particular.</summary>
    public PracticeSituation? Practice { get; private set; }

    /// <summary>Checks the field; null when all is well.</summary>
    public static Error? TryRead(PersonId person, ByteString practice, string field, out PracticeClaim claim)
    {
        bool isOne = PracticeId.TryFrom(practice, out PracticeId id);
        claim = new PracticeClaim(person, isOne ? id : null, field);
        return isOne || practice.IsEmpty ? null : Refusal.Invalid(field, "16 bytes, or empty.");
    }

    /// <summary>Looks up what is claimed, all with one question; refuses what is not the person's own.</summary>
    public static async ValueTask<Error?> ResolveAsync(IPeopleStore people, IEnumerable<PracticeClaim> claims)
    {
        PracticeClaim[] made = [.. claims.Where(claim => claim.IsMade)];
        if (made.Length == 0)
        {
            return null;
        }

        List<PersonPractices> known = await people.GetPracticesAsync([.. made.Select(claim => claim._person)]);
        var byPerson = known.ToDictionary(each => each.Person, each => each.Practices);
        foreach (PracticeClaim claim in made)
        {
            ByteString id = claim._practice!.Value.ToByteString();
            PracticeSituation? found = byPerson.GetValueOrDefault(claim._person)?
                .FirstOrDefault(practice => practice.Id == id);
            if (found is null)
            {
                return Refusal.Invalid(claim._field, "One of the person's practice situations.");
            }

            claim.Practice = Told(found);
        }

        return null;
    }

    /// <summary>A situation as streams tell it: what they tell must stay small, the directory has the rest.</summary>
    public static PracticeSituation Told(PracticeSituation practice) => new()
    {
        Id = practice.Id,
        Profession = practice.Profession,
        Specialty = practice.Specialty,
        Function = practice.Function,
        Structure = practice.Structure,
        StructureName = practice.StructureName,
        Town = practice.Town,
    };
}
