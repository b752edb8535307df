using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses;

/// <summary>
/// What a conversation's grain tells those who make a synthesis of it: what its asker may read, as of the fact that
/// asked. Not part of the contract: silos only.
/// </summary>
[Alias("spico.synthesis-source")]
internal interface ISynthesisSource : IGrainWithStringKey
{
    /// <summary>What is asked for, by whom, and of what conversation; refused when the asker is no member.</summary>
    [Alias("brief"), ResponseTimeout("00:00:10")]
    ValueTask<SynthesisBrief> Brief(PersonId asker, long synthesis);

    /// <summary>A page of messages as they were then. Answers as to a person who reads them.</summary>
    [Alias("read-messages"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> ReadMessagesThen(PersonId asker, long synthesis, ReadMessagesRequest request);

    /// <summary>The versions of a message that there were then.</summary>
    [Alias("read-versions"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> ReadVersionsThen(PersonId asker, long synthesis, ReadVersionsRequest request);

    /// <summary>
    /// A page of what had happened then beside the messages, after a fact. Answers as to a person who reads history.
    /// </summary>
    [Alias("read-events"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> ReadEventsThen(PersonId asker, long synthesis, long after);

    /// <summary>Writes what came of it; returns why that was not possible, or null.</summary>
    [Alias("end"), ResponseTimeout("00:00:10")]
    ValueTask<Error?> EndSynthesis(PersonId asker, Fact end);
}
