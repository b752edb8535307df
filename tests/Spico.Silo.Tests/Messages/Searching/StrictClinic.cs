using Spico.Silo.Messages.Searching;

namespace Spico.Silo.Tests.Messages.Searching;

/// <summary>The same with limits that are soon crossed.</summary>
public sealed class StrictClinic : SearchedClinic
{
    internal const int SearchesPerMinute = 5;

    private protected override void Configure(SearchOptions options)
    {
        options.SearchesPerMinute = SearchesPerMinute;
        options.SearchesAtOnce = 1;
        options.SearchesWaitingMax = 0;
        options.UnindexedMax = 0;
        options.SegmentMessages = 2;
        options.SegmentsPerSearch = 1;
    }
}
