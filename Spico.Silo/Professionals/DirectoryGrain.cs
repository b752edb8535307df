using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Professionals.Searching;
using Spico.Silo.Streams;

namespace Spico.Silo.Professionals;

/// <summary>The directory, on whichever silo is asked: the store is the only state.</summary>
[StatelessWorker]
internal sealed class DirectoryGrain(DirectoryReader directory, RegisteredPeople registered) : Grain, IDirectoryGrain
{
    public async ValueTask<Reply> Search(Caller caller, SearchDirectoryRequest request)
    {
        if (DirectoryQuery.TryRead(request, out DirectoryQuery? query) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        ISearchAllowanceGrain allowance = GrainFactory.GetGrain<ISearchAllowanceGrain>(
            SearchAllowanceKey.Of(caller.Person));
        if (await allowance.Take(isSearch: true) is { } spent)
        {
            return new Reply { Error = spent };
        }

        try
        {
            if (await directory.SearchAsync(query!) is not { } found)
            {
                return new Reply
                {
                    Error = Refusal.Invalid("cursor", "The directory has changed: begin with the first page."),
                };
            }

            await allowance.Found(found.Entries.Count);
            await MarkAccountsAsync(found.Entries);
            return new Reply
            {
                SearchDirectory = new SearchDirectoryResponse { Entries = { found.Entries }, Next = found.Next },
            };
        }
        catch (StoreException exception)
        {
            return new Reply { Error = Refusal.Of(exception.Failure) };
        }
    }

    public async ValueTask<Reply> Describe(Caller caller, DescribeDirectoryRequest request)
    {
        try
        {
            var response = new DescribeDirectoryResponse();
            if (await directory.TermsAsync() is { } terms)
            {
                response.ImportedAt = terms.Import.ImportedAt.ToUnixTimeMilliseconds();
                response.People = (ulong)terms.Import.People;
                response.Professions.Add(Named(terms, TermKind.Profession));
                response.Specialties.Add(Named(terms, TermKind.Specialty));
                response.Departments.Add(Named(terms, TermKind.Department));
            }

            return new Reply { DescribeDirectory = response };
        }
        catch (StoreException exception)
        {
            return new Reply { Error = Refusal.Of(exception.Failure) };
        }
    }

    private static IEnumerable<DirectoryTerm> Named(DirectoryTerms terms, TermKind kind) =>
        terms.Of(kind).Select(term => new DirectoryTerm { Code = term.Code, Name = term.Label });

    private async Task MarkAccountsAsync(List<DirectoryEntry> entries)
    {
        var ids = entries.ToDictionary(entry => PersonOf(entry));
        List<PersonId> strangers = await registered.Store.FindMissingAsync(ids.Keys);
        foreach ((_, DirectoryEntry entry) in ids.ExceptBy(strangers, each => each.Key))
        {
            entry.HasAccount = true;
        }
    }

    private static PersonId PersonOf(DirectoryEntry entry) =>
        PersonId.TryFrom(entry.Person.Id, out PersonId person) ? person : default;
}
