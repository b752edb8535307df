using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Provenance;

/// <summary>Finds the messages and urgencies that something in a dossier is to be made of.</summary>
internal sealed class FactSources(IGrainFactory grains, ILogStore store)
{
    private static readonly RowSql AboutWhom = new("SELECT dossier FROM patient_conversation WHERE stream = $1");

    /// <summary>What is asked for, if the caller reads it; and the dossier that its conversation is about.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<FoundSource> FindAsync(Caller caller, FactSource asked)
    {
        if (!StreamId.TryFrom(asked.Stream, out StreamId stream) || stream.Kind != StreamKind.Conversation)
        {
            return new FoundSource(Refusal.Invalid("source.stream", "The 16 bytes of a conversation."));
        }

        if (asked.Seq is 0 or > long.MaxValue)
        {
            return new FoundSource(Refusal.Invalid("source.seq", "The number of a message or an urgency."));
        }

        HistoryPage page = await grains.GetGrain<IConversationGrain>(StreamKey.Of(stream))
            .Read(caller, new HistoryQuery((long)asked.Seq - 1, false, 1));
        if (page.Refusal is { } refusal)
        {
            return new FoundSource(refusal);
        }

        Fact? fact = page.Facts is [{ } only] && only.Seq == (long)asked.Seq
            ? Frame.Parser.ParseFrom(only.Frame).Push.Fact
            : null;
        if (fact is null || !MayBeFiled(fact))
        {
            return new FoundSource(Refusal.NotAccessible("source"));
        }

        List<StreamId> about = await store.ReadRowsAsync(
            AboutWhom, row => StreamId.From(row.Id(0)), stream.Value);
        var source = new FactSource
        {
            Stream = asked.Stream,
            Seq = asked.Seq,
            Author = fact.Author,
            At = fact.At,
            DataClass = fact.DataClass,
        };
        return new FoundSource(null, source, about is [var dossier] ? dossier : null);
    }

    private static bool MayBeFiled(Fact fact) => fact.BodyCase switch
    {
        Fact.BodyOneofCase.MessagePosted => fact.MessagePosted.Retracted == 0,
        Fact.BodyOneofCase.UrgencyRaised => true,
        _ => false,
    };
}
