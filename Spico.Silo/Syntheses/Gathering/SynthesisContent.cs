using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses.Gathering;

/// <summary>Everything that a synthesis shows, but the bytes of files.</summary>
internal sealed class SynthesisContent
{
    public required StreamId Stream { get; init; }

    /// <summary>The fact that asked for it, in the epoch of the store.</summary>
    public required StreamPosition Asked { get; init; }

    /// <summary>Who asked.</summary>
    public required Person Asker { get; init; }

    /// <summary>Who asked for them; null: they themselves.</summary>
    public Person? AskedFor { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    public required SynthesisSelection Selection { get; init; }

    /// <summary>Kind, title, patient.</summary>
    public required ConversationView Conversation { get; init; }

    /// <summary>The members, in the order they joined.</summary>
    public required IReadOnlyList<Participant> Members { get; init; }

    /// <summary>What is shown, in the order of the conversation.</summary>
    public required IReadOnlyList<SynthesisItem> Items { get; init; }

    /// <summary>The secret of the manifest's hashes.</summary>
    public required byte[] Nonce { get; init; }

    /// <summary>The last fact that the synthesis knows of.</summary>
    public ulong Head => (ulong)Asked.Seq - 1;

    /// <summary>The messages among the items.</summary>
    public IEnumerable<SynthesisMessage> Messages => Items.OfType<SynthesisMessage>();
}
