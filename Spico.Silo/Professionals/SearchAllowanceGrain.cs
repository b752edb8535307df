using Microsoft.Extensions.Options;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Rights;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Professionals;

/// <summary>What one person may still look up.</summary>
internal sealed class SearchAllowanceGrain : Grain, ISearchAllowanceGrain
{
    private readonly TimeProvider _time;
    private readonly int _searchesPerMinute;
    private readonly int _entriesPerDay;
    private readonly SearchAllowance _allowance;

    public SearchAllowanceGrain(
        IOptions<DirectoryOptions> directory, IOptions<RightsOptions> patients, TimeProvider time)
    {
        _time = time;
        (_searchesPerMinute, _entriesPerDay) = SearchAllowanceKey.IsOfPatients(this.GetPrimaryKeyString())
            ? (patients.Value.PatientSearchesPerMinute, patients.Value.PatientsFoundPerDay)
            : (directory.Value.SearchesPerMinute, directory.Value.EntriesPerDay);
        _allowance = new SearchAllowance(_searchesPerMinute, _entriesPerDay);
    }

    public ValueTask<Error?> Take(bool isSearch)
    {
        TimeSpan wait = isSearch ? _allowance.Take(_time.GetUtcNow()) : _allowance.UntilNextDay(_time.GetUtcNow());
        return new(wait == TimeSpan.Zero ? null : Refused(wait));
    }

    public ValueTask Found(int entries)
    {
        // As long as what was found counts; an activation that ends forgets it.
        DelayDeactivation(TimeSpan.FromDays(1));
        _allowance.Found(entries);
        return ValueTask.CompletedTask;
    }

    private Error Refused(TimeSpan wait) => new()
    {
        Code = ErrorCode.RateLimited,
        Message = _allowance.IsDaySpent
            ? $"At most {_entriesPerDay} entries a day are found by one person."
            : $"At most {_searchesPerMinute} searches a minute are made by one person.",
        Retryable = true,
        RetryAfterMs = (uint)Math.Ceiling(wait.TotalMilliseconds),
        Limit = (ulong)(_allowance.IsDaySpent ? _entriesPerDay : _searchesPerMinute),
    };
}
