using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Messages.Searching;

/// <summary>A message as search looks at it. The text is as <see cref="SearchedText"/> makes it.</summary>
internal readonly ref struct SearchedMessage
{
    public required long Seq { get; init; }

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z.</summary>
    public required long At { get; init; }

    public required PersonId Author { get; init; }

    public required DataClass DataClass { get; init; }

    public required MessageTraits Traits { get; init; }

    public required ReadOnlySpan<byte> Text { get; init; }
}
