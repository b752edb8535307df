using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Conversations.Receipts;

/// <summary>A cluster that tells of what moved a hundred times a second.</summary>
public sealed class PromptCluster : Cluster
{
    private protected override void Configure(StreamOptions options) =>
        options.MarkPushInterval = TimeSpan.FromMilliseconds(10);
}
