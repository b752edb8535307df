using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses;

/// <summary>What is asked for, or why it is not to be had.</summary>
[GenerateSerializer, Immutable]
[Alias("spico.synthesis-brief")]
internal sealed class SynthesisBrief
{
    [Id(0)]
    public Error? Refusal { get; init; }

    /// <summary>Whether it was made or refused already.</summary>
    [Id(1)]
    public bool IsOver { get; init; }

    /// <summary>The fact that asks for it.</summary>
    [Id(2)]
    public Fact? Asked { get; init; }

    /// <summary>The conversation: kind, title, patient, members, messages.</summary>
    [Id(3)]
    public ConversationView? Conversation { get; init; }
}
