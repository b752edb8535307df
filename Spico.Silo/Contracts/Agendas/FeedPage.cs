using Spico.Protocol.V1;

namespace Spico.Silo.Agendas;

/// <summary>A feed, or why there is none.</summary>
/// <param name="Refusal">The refusal, or null.</param>
/// <param name="Body">The iCalendar object: the same bytes as long as nothing in it changes.</param>
/// <param name="Tag">Names these bytes.</param>
[GenerateSerializer, Immutable]
[Alias("spico.feed-page")]
public sealed record FeedPage(
    [property: Id(0)] Error? Refusal, [property: Id(1)] byte[] Body, [property: Id(2)] string Tag);
