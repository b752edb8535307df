using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Exports;

/// <summary>The person's own messages of a conversation, as they are now: the newest first.</summary>
internal sealed class OwnMessageReader(IGrainFactory grains, Caller caller, OwnData data, ExportBudget budget)
{
    private readonly Dictionary<ulong, string> _edited = [];
    private bool _isFull;

    /// <summary>Reads them, from the end of the conversation on.</summary>
    public async Task ReadAsync(OwnConversation conversation)
    {
        _ = StreamId.TryFrom(conversation.Conversation, out StreamId stream);
        IConversationGrain grain = grains.GetGrain<IConversationGrain>(StreamKey.Of(stream));
        long before = long.MaxValue;
        for (int read = 0; read < ExportLimits.FactsOfConversation; read += ExportLimits.Page)
        {
            if (_isFull || data.Messages.Count >= ExportLimits.Messages)
            {
                break;
            }

            HistoryPage page = await grain.Read(
                caller, new HistoryQuery(before, Backwards: true, ExportLimits.Page));
            if (page.Refusal is { Retryable: false })
            {
                // They have left meanwhile, or it was erased.
                return;
            }

            foreach (Fact fact in OwnDataReader.FactsIn(OwnDataReader.Checked(page)))
            {
                Take(conversation, fact);
            }

            if (page.IsEnd || page.Facts.Length == 0)
            {
                return;
            }

            before = page.Facts[^1].Seq;
        }

        budget.Cut("messages");
    }

    private void Take(OwnConversation conversation, Fact fact)
    {
        if (!PersonId.TryFrom(fact.Author, out PersonId author) || author != caller.Person)
        {
            return;
        }

        if (fact.MessageEdited is { Retracted: 0 } edited)
        {
            // The newest comes first.
            _edited.TryAdd(edited.Message, edited.Text);
        }
        else if (fact.MessagePosted is { Retracted: 0 } posted)
        {
            if (_isFull || data.Messages.Count >= ExportLimits.Messages)
            {
                budget.Cut("messages");
                return;
            }

            var own = new OwnMessage
            {
                Conversation = conversation.Conversation,
                Seq = fact.Seq,
                At = fact.At,
                Text = _edited.GetValueOrDefault(fact.Seq, posted.Text),
            };
            own.Files.Add((posted.Attachments?.Files ?? []).Select(file => file.Name));
            _isFull = !budget.TryAdd("messages", data.Messages, own);
        }
    }
}
