using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Syntheses;

/// <summary>
/// The syntheses of a conversation. Its grain; answers as <see cref="Conversations.IConversationGrain"/> does.
/// </summary>
[Alias("spico.conversation-syntheses")]
public interface IConversationSyntheses : IGrainWithStringKey
{
    /// <summary>Asks for a synthesis.</summary>
    [Alias("make"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> MakeSynthesis(Caller caller, MakeSynthesisRequest request);

    /// <summary>How far a synthesis of the caller's is.</summary>
    [Alias("get"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> GetSynthesis(Caller caller, GetSynthesisRequest request);

    /// <summary>Whether a document is one that was made here, and its messages still what they were.</summary>
    [Alias("verify"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> VerifySynthesis(Caller caller, VerifySynthesisRequest request);
}
