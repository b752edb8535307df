using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Practices;
using Spico.Silo.Professionals;
using Spico.Silo.Streams;

namespace Spico.Silo.People;

/// <content>The practice situations of people.</content>
internal sealed partial class PeopleGrain
{
    public ValueTask<Reply> ListPractices(Caller caller, ListPracticesRequest request)
    {
        PersonId person = caller.Person;
        return request.Person.IsEmpty || PersonId.TryFrom(request.Person, out person)
            ? Answer(() => ListPracticesAsync(caller, person))
            : Refused(Refusal.Invalid("person", "16 bytes, or empty."));
    }

    // As in GetAsync: those of somebody else in the directory count as found in it.
    private async Task<Reply> ListPracticesAsync(Caller caller, PersonId person)
    {
        List<PersonPractices> known = await registered.Store.GetPracticesAsync([person]);
        if (known.Count == 0 && (known = await directory.GetPracticesAsync([person])).Count > 0
            && person != caller.Person)
        {
            ISearchAllowanceGrain allowance = AllowanceOf(caller);
            if (await allowance.Take(isSearch: false) is { } spent)
            {
                return new Reply { Error = spent };
            }

            await allowance.Found(known.Count);
        }

        return new Reply
        {
            ListPractices = new ListPracticesResponse { Practices = { known.SelectMany(each => each.Practices) } },
        };
    }
}
