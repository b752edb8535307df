using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Dossiers;
using Spico.Silo.Practices;
using Spico.Silo.Professionals;
using Spico.Silo.Streams;

namespace Spico.Silo.People;

/// <content>The practice situations of people.</content>
internal sealed partial class PeopleGrain
{
    private const int StreamsAtOnce = 32;

    public ValueTask<Reply> ListPractices(Caller caller, ListPracticesRequest request)
    {
        PersonId person = caller.Person;
        return request.Person.IsEmpty || PersonId.TryFrom(request.Person, out person)
            ? Answer(() => ListPracticesAsync(caller, person))
            : Refused(Refusal.Invalid("person", "16 bytes, or empty."));
    }

    private static readonly RowSql DossiersOf = new("SELECT stream FROM dossier_member WHERE person = $1");

    private static readonly RowSql AgendasOf = new("SELECT stream FROM agenda_staff WHERE person = $1");

    // What rights to dossiers and to agendas of structures hang on changes with where and as what people practise: at
    // once, not when they come.
    private async Task NotePracticesAsync(IEnumerable<ByteString> people)
    {
        foreach (ByteString id in people)
        {
            _ = PersonId.TryFrom(id, out PersonId person);
            await TellAsync(DossiersOf, person, dossier => grains
                .GetGrain<IDossierPractices>(StreamKey.Of(dossier)).NotePractices(person).AsTask());
            await TellAsync(AgendasOf, person, agenda => grains
                .GetGrain<IAgendaNotes>(StreamKey.Of(agenda)).NotePractices(person).AsTask());
        }
    }

    // What is not noted now is when they come, or when they are registered again.
    private async Task TellAsync(RowSql theirs, PersonId person, Func<StreamId, Task> tell)
    {
        List<StreamId> streams = await storage.Store.ReadRowsAsync(
            theirs, row => StreamId.From(row.Id(0)), person.Value);
        foreach (StreamId[] some in streams.Chunk(StreamsAtOnce))
        {
            await Task.WhenAll(some.Select(tell));
        }
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
