using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>The last entry of a page of an inbox.</summary>
internal sealed record InboxCursor(long ActiveAt, StreamId Stream, bool IsPinned = false);
