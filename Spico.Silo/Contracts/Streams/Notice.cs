using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>A push outside any order, for the sessions of one person that have their inbox open.</summary>
/// <param name="Inbox">The inbox stream of the person.</param>
/// <param name="Frame">The protobuf bytes of <c>Frame { push }</c>.</param>
[GenerateSerializer, Immutable]
[Alias("spico.notice")]
public sealed record Notice([property: Id(0)] StreamId Inbox, [property: Id(1)] byte[] Frame);
