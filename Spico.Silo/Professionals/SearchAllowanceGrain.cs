using Microsoft.Extensions.Options;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Professionals;

/// <summary>What one person may still look up.</summary>
internal sealed class SearchAllowanceGrain(IOptions<DirectoryOptions> options, TimeProvider time)
    : Grain, ISearchAllowanceGrain
{
    private readonly DirectoryOptions _options = options.Value;
    private readonly SearchAllowance _allowance = new(
        options.Value.SearchesPerMinute, options.Value.EntriesPerDay);

    public ValueTask<Error?> Take(bool isSearch)
    {
        TimeSpan wait = isSearch ? _allowance.Take(time.GetUtcNow()) : _allowance.UntilNextDay(time.GetUtcNow());
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
            ? $"At most {_options.EntriesPerDay} entries a day are found by one person."
            : $"At most {_options.SearchesPerMinute} searches a minute are made by one person.",
        Retryable = true,
        RetryAfterMs = (uint)Math.Ceiling(wait.TotalMilliseconds),
        Limit = (ulong)(_allowance.IsDaySpent ? _options.EntriesPerDay : _options.SearchesPerMinute),
    };
}
