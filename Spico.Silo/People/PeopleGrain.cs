using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Accounts;
using Spico.Silo.Streams;

namespace Spico.Silo.People;

/// <summary>The people of the region, on whichever silo is asked: the store is the only state.</summary>
[StatelessWorker]
internal sealed class PeopleGrain(IPeopleStore people, IGrainFactory grains) : Grain, IPeopleGrain
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

        return Answer(async () =>
        {
            var response = new GetPeopleResponse();
            response.People.Add(await people.GetAsync(ids));
            return new Reply { GetPeople = response };
        });
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
            var response = new FindPeopleResponse();
            response.People.Add(await people.FindAsync(request.Query, limit));
            return new Reply { FindPeople = response };
        });
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
        NewPerson[] registered = [.. request.People.Select(WithId)];
        await people.UpsertAsync([.. registered.Select(each => each.Person)]);

        // After the persons: an account never names a person that does not exist. A failure half-way is mended by
        // sending the request again.
        await Task.WhenAll(registered.Where(each => each.Login.Length > 0).Select(each =>
            grains.GetGrain<IAccountGrain>(AccountKey.Of(each.Login)!).Set(each).AsTask()));

        var response = new RegisterPeopleResponse();
        response.Ids.Add(registered.Select(each => each.Person.Id));
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
        named.Person.Id = PersonId.New().ToByteString();
        return named;
    }

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
