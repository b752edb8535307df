using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>Where a person's drafts lie, sealed under the key of their inbox.</summary>
internal sealed class DraftRows(PersonId owner, ILogStore store)
{
    // The first byte of an id is its kind: drafts to dossiers lie in the same table, and are the dossiers' own.
    private static readonly Guid ConversationsEnd = new((int)(StreamKind.Conversation + 1) << 24, 0, 0, new byte[8]);

    private static readonly RowSql One = new("SELECT version, sealed FROM draft WHERE person = $1 AND stream = $2");

    private static readonly RowSql Page = new(
        """
        SELECT stream, version, sealed FROM draft
        WHERE person = $1 AND stream > $2 AND stream < $4 AND length(sealed) > 0 ORDER BY stream LIMIT $3
        """);

    private static readonly RowSql Count = new(
        "SELECT count(*) FROM draft WHERE person = $1 AND stream < $2 AND length(sealed) > 0");

    private static readonly RowSql Since = new("SELECT since FROM membership WHERE person = $1 AND stream = $2");

    /// <summary>The drafts to a conversation, or null.</summary>
    public async ValueTask<DraftsRow?> ReadAsync(StreamId conversation) => (await store.ReadRowsAsync(
        One,
        row => Row(conversation, row.Number(0), row.Bytes(1)),
        owner.Value,
        conversation.Value)).SingleOrDefault();

    /// <summary>Drafts by conversation, after one of them.</summary>
    public ValueTask<List<DraftsRow>> ReadPageAsync(StreamId? after, int limit) => store.ReadRowsAsync(
        Page,
        row => Row(StreamId.From(row.Id(0)), row.Number(1), row.Bytes(2)),
        owner.Value,
        after?.Value ?? Guid.Empty,
        (long)limit,
        ConversationsEnd);

    /// <summary>The conversations with drafts.</summary>
    public async ValueTask<long> CountAsync() =>
        (await store.ReadRowsAsync(Count, row => row.Number(0), owner.Value, ConversationsEnd)).Single();

    /// <summary>The fact that made the owner a member of a conversation; null when they are none.</summary>
    public async ValueTask<long?> FindMembershipAsync(StreamId conversation)
    {
        List<long> found = await store.ReadRowsAsync(Since, row => row.Number(0), owner.Value, conversation.Value);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>The drafts of a row.</summary>
    public static DraftSet Open(DraftsRow? row, StreamCipher cipher)
    {
        if (row is null || row.Sealed.Length == 0)
        {
            return new DraftSet([], row?.Version ?? 0);
        }

        byte[] bytes = cipher.OpenText(SealedColumns.DraftsTo(row.Stream), row.Sealed);
        return new DraftSet(ConversationDrafts.Parser.ParseFrom(bytes).Drafts, row.Version);
    }

    /// <summary>The row of drafts.</summary>
    public DraftsRow Seal(StreamId conversation, DraftSet drafts, StreamCipher cipher) => Row(
        conversation,
        drafts.Version,
        drafts.Drafts.Count == 0
            ? []
            : cipher.SealText(
                SealedColumns.DraftsTo(conversation),
                new ConversationDrafts { Drafts = { drafts.Drafts } }.ToByteArray()));

    private DraftsRow Row(StreamId conversation, long version, byte[] sealedDrafts) =>
        new() { Stream = conversation, Person = owner, Version = version, Sealed = sealedDrafts };
}
