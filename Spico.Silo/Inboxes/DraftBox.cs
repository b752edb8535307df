using System.Text;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>What the owner of an inbox has begun to write. Lives on the inbox's turn.</summary>
internal sealed class DraftBox
{
    private const int KeptMax = 64;
    private const int ConversationsDefault = 20;
    private const int ConversationsMax = 50;

    private readonly StreamId _inbox;
    private readonly PersonId _owner;
    private readonly StreamPipeline<InboxState> _pipeline;
    private readonly StreamServices _services;
    private readonly DraftRows _rows;
    private readonly KeptValues<StreamId, DraftsRow> _kept;
    private readonly PacedPushes<StreamId, DraftsRow> _pushes;

    public DraftBox(
        PersonId owner, StreamPipeline<InboxState> pipeline, StreamServices services, IGrainBase grain)
    {
        _inbox = StreamId.InboxOf(owner);
        _owner = owner;
        _pipeline = pipeline;
        _services = services;
        _rows = new DraftRows(owner, services.Storage.Store);
        _kept = new KeptValues<StreamId, DraftsRow>(_rows.ReadAsync, services, KeptMax);
        _pushes = new PacedPushes<StreamId, DraftsRow>(services, grain, TellLateAsync);
    }

    /// <summary>Saves a draft, or takes it away, and tells the owner's devices.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> SaveAsync(SaveDraftRequest request)
    {
        if (!StreamId.TryFrom(request.Conversation, out StreamId conversation)
            || conversation.Kind != StreamKind.Conversation)
        {
            return new Reply { Error = Refusal.Invalid("conversation", "The 16 bytes of a conversation.") };
        }

        if (Encoding.UTF8.GetByteCount(request.Text) > ConversationLimits.TextBytes)
        {
            return new Reply { Error = Refusal.TooLarge("text", ConversationLimits.TextBytes, "bytes") };
        }

        // Whoever was removed may still take away what they wrote.
        long? since = await _rows.FindMembershipAsync(conversation);
        if (since is null && request.Text.Length > 0)
        {
            return new Reply { Error = Refusal.NotAccessible() };
        }

        if (since is null && await ErasedStreams.FindAsync(_services.Storage.Store, conversation) is { } erasedAt)
        {
            // What was erased with the conversation is in memory perhaps.
            _kept.Forget(conversation);
            return new Reply { Error = Refusal.Erased(erasedAt) };
        }

        (Error? refusal, StreamCipher? cipher) = await FindKeyAsync(conversation, since);
        if (refusal is not null)
        {
            return new Reply { Error = refusal };
        }

        if (cipher is null)
        {
            return Saved(conversation, new DraftSaved(new DraftSet([], 0), 0, IsConflict: false));
        }

        return await SaveAsync(request, conversation, cipher);
    }

    /// <summary>A page of the owner's drafts.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> ListAsync(ListDraftsRequest request)
    {
        if (request.Limit > ConversationsMax)
        {
            return new Reply { Error = Refusal.Invalid("limit", $"1 to {ConversationsMax}.", ConversationsMax) };
        }

        StreamId? after = StreamId.TryFrom(request.After, out StreamId given) ? given : null;
        if (after is null && !request.After.IsEmpty)
        {
            return new Reply { Error = Refusal.Invalid("after", "The end of the page before.") };
        }

        int limit = request.Limit == 0 ? ConversationsDefault : (int)request.Limit;
        (Error? refusal, StreamCipher? cipher) = await FindKeyAsync(default, null);
        if (refusal is not null)
        {
            return new Reply { Error = refusal };
        }

        // One more than asked for tells whether there is a next page.
        List<DraftsRow> rows = cipher is null ? [] : await _rows.ReadPageAsync(after, limit + 1);
        var page = new ListDraftsResponse();
        page.Conversations.AddRange(
            rows.Take(limit).Select(row => ToMessage(row.Stream, DraftRows.Open(row, cipher!))));
        if (rows.Count > limit)
        {
            page.Next = rows[limit - 1].Stream.ToByteString();
        }

        return new Reply { ListDrafts = page };
    }

    private static Reply Saved(StreamId conversation, DraftSaved saved) => new()
    {
        SaveDraft = new SaveDraftResponse
        {
            Drafts = ToMessage(conversation, saved.Drafts),
            Conflict = saved.IsConflict,
            Saved = saved.Version,
        },
    };

    private static ConversationDrafts ToMessage(StreamId conversation, DraftSet drafts) => new()
    {
        Conversation = conversation.ToByteString(),
        Drafts = { drafts.Drafts },
        Version = (ulong)drafts.Version,
    };

    private async ValueTask<Reply> SaveAsync(SaveDraftRequest request, StreamId conversation, StreamCipher cipher)
    {
        DraftsRow? loaded = await _kept.LoadAsync(conversation);
        int max = _services.Options.DraftedConversationsMax;
        if (request.Text.Length > 0 && loaded is not { Sealed.Length: > 0 } && await _rows.CountAsync() >= max)
        {
            return new Reply { Error = Refusal.LimitReached("conversation", max, "conversations with drafts") };
        }

        // From here to the log nothing is awaited: two devices that save at once do it one after the other.
        DraftSet before = DraftRows.Open(_kept.Latest(conversation, loaded), cipher);
        long version = _kept.VersionAfter(before.Version);
        if (before.Save(request.Text, request.BasedOn, version, _services.Now) is not { } saved)
        {
            return new Reply { Error = Refusal.LimitReached("text", DraftSet.DraftsMax, "drafts to a conversation") };
        }

        if (saved.Drafts != before)
        {
            DraftsRow row = _rows.Seal(conversation, saved.Drafts, cipher);
            AppendOutcome outcome = await _kept.WriteAsync(conversation, row);
            if (outcome != AppendOutcome.Durable)
            {
                return new Reply { Error = Refusal.Of(outcome) };
            }

            if (_pushes.TryPass(conversation, row))
            {
                Tell(ToMessage(conversation, saved.Drafts));
            }
        }

        return Saved(conversation, saved);
    }

    /// <summary>
    /// The key of the inbox. It comes with its first fact: a new member is taken note of here if that is still on its
    /// way.
    /// </summary>
    private async ValueTask<Answer<StreamCipher?>> FindKeyAsync(StreamId conversation, long? since)
    {
        Answer<StreamCipher?> found = await AskKeyAsync();
        if (found.Value is not null || found.Refusal is not null || since is null)
        {
            return found;
        }

        Reply noted = await _pipeline.SubmitAsync(
            new NoteCommand(
                _owner, conversation, since.Value, ConsequenceKind.MembershipBegan, _services.Time.GetUtcNow()));
        return noted.Error is { } refusal ? new Answer<StreamCipher?>(refusal, null) : await AskKeyAsync();

        ValueTask<Answer<StreamCipher?>> AskKeyAsync() => _pipeline.AskAsync(0, static (_, cipher, _) => cipher);
    }

    private async Task TellLateAsync(DraftsRow row)
    {
        (Error? refusal, StreamCipher? cipher) = await FindKeyAsync(default, null);
        if (refusal is null && cipher is not null)
        {
            Tell(ToMessage(row.Stream, DraftRows.Open(row, cipher)));
        }
    }

    private void Tell(ConversationDrafts drafts) => _services.FanOut.Notify(
        new Notice(_inbox, new Frame { Push = new Push { DraftsChanged = drafts } }.ToByteArray()));
}
