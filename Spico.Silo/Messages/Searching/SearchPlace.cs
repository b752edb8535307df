using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages.Searching;

/// <summary>A conversation to search, as far as the person may read it.</summary>
internal sealed class SearchPlace(StreamId stream, Func<StreamCipher> unwrap, byte[]? sealedTitle = null)
{
    private StreamCipher? _cipher;

    public StreamId Stream { get; } = stream;

    public required ConversationKind Kind { get; init; }

    /// <summary>The patient whom it is about.</summary>
    public Patient? Patient
    {
        get => field ??= sealedTitle is { Length: > 0 }
            ? ListedTitle.Decode(Kind, Cipher.OpenText(SealedColumns.Title, sealedTitle)).Patient
            : null;
        init;
    }

    /// <summary>What the person may read.</summary>
    public required StreamAccess Access { get; init; }

    /// <summary>Up to where.</summary>
    public required long Head { get; init; }

    /// <summary>How far its index is.</summary>
    public required IndexPosition Index { get; init; }

    /// <summary>Whether messages may have changed after what the person may read.</summary>
    public bool IsPast { get; init; }

    /// <summary>The conversation's key.</summary>
    public StreamCipher Cipher => _cipher ??= unwrap();

    /// <summary>Whether the person may read a message.</summary>
    public bool CanRead(in SearchedMessage message) =>
        message.Seq > Access.VisibleAfter && message.Seq <= Head && Access.CanRead(message.DataClass);

    /// <summary>What the person may read, for a reader of messages.</summary>
    public StreamReading ToReading(uint epoch) => new(Access, new StreamPosition(epoch, Head), Cipher);
}
