using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.Identifiers;
using Spico.Protocol.V1;
using Spico.Silo.Accounts;
using Spico.Silo.Practices;
using Spico.Silo.Professionals;
using Spico.Silo.Professionals.Searching;
using Spico.Silo.Streams;

namespace Spico.Silo.People;

/// <summary>The people of the region, on whichever silo is asked: the store is the only state.</summary>
[StatelessWorker]
internal sealed partial class PeopleGrain(
    RegisteredPeople registered, DirectoryReader directory, IGrainFactory grains, StreamStorage storage)
    : Grain, IPeopleGrain
{
    private const int IdsMax = 500;
    private const int QueryCharactersMin = 2;
    private const int QueryCharactersMax = 100;
    private const int FoundMax = 50;
    private const int FoundUnlessSaid = 20;

    public ValueTask<Reply> Get(Caller caller, GetPeopleRequest request)
    {
        if (request.Ids.Count > IdsMax)
        {
            return Refused(Refusal.TooLarge("ids", IdsMax, "ids"));
        }

        var ids = new HashSet<PersonId>(request.Ids.Count);
        foreach (Google.Protobuf.ByteString bytes in request.Ids)
        {
            if (!PersonId.TryFrom(bytes, out PersonId id))
            {
                return Refused(Refusal.Invalid("ids", "An id is 16 bytes."));
            }

            ids.Add(id);
        }

        return Answer(() => GetAsync(caller, ids));
    }

    // Those of the directory count as found in it: nobody copies it id by id.
    private async Task<Reply> GetAsync(Caller caller, HashSet<PersonId> ids)
    {
        List<Person> people = await registered.Store.GetAsync(ids);
        if (people.Count < ids.Count)
        {
            ids.ExceptWith(people.Select(person => PersonId.TryFrom(person.Id, out PersonId id) ? id : default));
            List<Person> found = await directory.GetAsync(ids);
            if (found.Count > 0)
            {
                ISearchAllowanceGrain allowance = AllowanceOf(caller);
                if (await allowance.Take(isSearch: false) is { } spent)
                {
                    return new Reply { Error = spent };
                }

                await allowance.Found(found.Count);
                people.AddRange(found);
            }
        }

        return new Reply { GetPeople = new GetPeopleResponse { People = { people } } };
    }

    public ValueTask<Reply> Find(Caller caller, FindPeopleRequest request)
    {
        int characters = NameFolding.WordsOf(request.Query).Sum(word => word.Length);
        if (characters < QueryCharactersMin)
        {
            return Refused(Refusal.Invalid("query", "At least 2 letters.", QueryCharactersMin));
        }

        if (characters > QueryCharactersMax)
        {
            return Refused(Refusal.TooLarge("query", QueryCharactersMax, "letters"));
        }

        if (request.Limit > FoundMax)
        {
            return Refused(Refusal.Invalid("limit", "1 to 50.", FoundMax));
        }

        int limit = request.Limit == 0 ? FoundUnlessSaid : (int)request.Limit;
        return Answer(async () =>
        {
            ISearchAllowanceGrain allowance = AllowanceOf(caller);
            if (await allowance.Take(isSearch: true) is { } spent)
            {
                return new Reply { Error = spent };
            }

            List<Person> found = await registered.Store.FindAsync(request.Query, limit);
            await allowance.Found(found.Count);
            return new Reply { FindPeople = new FindPeopleResponse { People = { found } } };
        });
    }

    public async ValueTask Meet(PersonId person, string name)
    {
        if ((await registered.Store.FindMissingAsync([person])).Count == 0)
        {
            return;
        }

        Person? known = (await directory.GetAsync([person])).SingleOrDefault()
            ?? PeopleRules.Named(person, name);
        if (known is not null)
        {
            await registered.Store.UpsertAsync([known]);
        }
    }

    public ValueTask<Reply> Register(Caller caller, RegisterPeopleRequest request)
    {
        if (!caller.IsAdministrator)
        {
            return Refused(Refusal.NotAccessible());
        }

        return PeopleRules.Check(request) is { } refusal
            ? Refused(refusal)
            : Answer(() => RegisterAsync(request));
    }

    private async Task<Reply> RegisterAsync(RegisterPeopleRequest request)
    {
        NewPerson[] named = [.. request.People.Select(WithId)];
        await registered.Store.UpsertAsync([.. named.Select(each => each.Person)]);
        await registered.Store.SetPracticesAsync(
            [.. named.Select(PracticesOf).GroupBy(each => each.Person).Select(same => same.Last())]);

        await NotePracticesAsync(named.Select(each => each.Person.Id).Distinct());

        // After the persons: an account never names a person that does not exist. A failure half-way is mended by
        // sending the request again.
        await Task.WhenAll(named.Where(each => each.Login.Length > 0).Select(each =>
            grains.GetGrain<IAccountGrain>(AccountKey.Of(each.Login)!).Set(each).AsTask()));

        var response = new RegisterPeopleResponse();
        response.Ids.Add(named.Select(each => each.Person.Id));
        return new Reply { RegisterPeople = response };
    }

    private static NewPerson WithId(NewPerson person)
    {
        if (!person.Person.Id.IsEmpty)
        {
            return person;
        }

        // A copy: a message is never changed after it was handed over.
        NewPerson named = person.Clone();
        PersonId id = NationalId.TryParse(person.NationalId, out NationalId? national)
            ? national.Person
            : PersonId.New();
        named.Person.Id = id.ToByteString();
        return named;
    }

    private static PersonPractices PracticesOf(NewPerson each) => PracticeRules.Of(
        PersonId.TryFrom(each.Person.Id, out PersonId person) ? person : default, each.Practices);

    private ISearchAllowanceGrain AllowanceOf(Caller caller) =>
        grains.GetGrain<ISearchAllowanceGrain>(SearchAllowanceKey.Of(caller.Person));

    private static ValueTask<Reply> Refused(Error error) => ValueTask.FromResult(new Reply { Error = error });

    private static async ValueTask<Reply> Answer(Func<Task<Reply>> answer)
    {
        try
        {
            return await answer();
        }
        catch (StoreException exception)
        {
            return new Reply { Error = Refusal.Of(exception.Failure) };
        }
    }
}
