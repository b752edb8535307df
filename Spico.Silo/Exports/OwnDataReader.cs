using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers.Memos;
using Spico.Silo.Inboxes;
using Spico.Silo.People;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using Spico.Silo.Support;

namespace Spico.Silo.Exports;

/// <summary>
/// Gathers what is held about a person, by asking as they would: what they may not read, no export of theirs tells.
/// What the limits cut off is named.
/// </summary>
internal sealed class OwnDataReader(IGrainFactory grains, IPeopleStore people, StreamServices services, Caller caller)
{
    private readonly OwnData _data = new()
    {
        Person = caller.Person.ToByteString(),
        MadeAt = services.Now,
    };

    private ExportBudget Budget => field ??= new ExportBudget(_data);

    private string Inbox => StreamKey.Of(StreamId.InboxOf(caller.Person));

    /// <summary>All of it.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    /// <exception cref="ExportRefusedException">Something could not be read now.</exception>
    public async Task<OwnData> ReadAsync()
    {
        _data.Registered = (await people.GetAsync([caller.Person])) is [var person] ? person : null;
        foreach (PersonPractices practices in await people.GetPracticesAsync([caller.Person]))
        {
            _data.Practices.Add(practices.Practices);
        }

        Reply delegations = Checked(await grains.GetGrain<IDelegationGrain>(Inbox)
            .ListDelegations(caller, new ListDelegationsRequest()));
        _data.DelegationsGiven.Add(delegations.ListDelegations.Given);
        _data.DelegationsReceived.Add(delegations.ListDelegations.Received);
        await ReadConversationsAsync([]);
        await ReadConversationsAsync([InboxMark.Archived]);
        await ReadDraftsAsync();
        await ReadQuietHoursAsync();
        await ReadMemosAsync();
        await ReadSupportAsync();
        // Last what there may be most of.
        foreach (OwnConversation conversation in _data.Conversations)
        {
            await new OwnMessageReader(grains, caller, _data, Budget).ReadAsync(conversation);
        }

        await new OwnTraceReader(services.Storage, caller.Person, _data, Budget).ReadAsync();
        return _data;
    }

    /// <summary>An answer, which must be one.</summary>
    public static Reply Checked(Reply reply) =>
        reply.Error is null ? reply : throw new ExportRefusedException(reply.Error);

    /// <summary>A page, which must be one.</summary>
    public static HistoryPage Checked(HistoryPage page) =>
        page.Refusal is null ? page : throw new ExportRefusedException(page.Refusal);

    /// <summary>The facts of a page.</summary>
    public static IEnumerable<Fact> FactsIn(HistoryPage page) =>
        page.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact);

    private async Task ReadConversationsAsync(InboxMark[] only)
    {
        var request = new ListInboxRequest { Limit = 200, Only = { only } };
        do
        {
            ListInboxResponse page =
                Checked(await grains.GetGrain<IInboxGrain>(Inbox).List(caller, request)).ListInbox;
            foreach (InboxEntry entry in page.Entries)
            {
                if (_data.Conversations.Count >= ExportLimits.Conversations)
                {
                    Budget.Cut("conversations");
                    return;
                }

                Budget.TryAdd("conversations", _data.Conversations, new OwnConversation
                {
                    Conversation = entry.Conversation,
                    Kind = entry.Kind,
                    Title = entry.Title,
                    ActiveAt = entry.ActiveAt,
                    ReadUpTo = entry.ReadUpTo,
                    Marks = entry.Marks,
                });
            }

            request.Cursor = page.Next;
        }
        while (request.Cursor.Length > 0);
    }

    private async Task ReadDraftsAsync()
    {
        var request = new ListDraftsRequest { Limit = 50 };
        do
        {
            ListDraftsResponse page =
                Checked(await grains.GetGrain<IInboxGrain>(Inbox).ListDrafts(caller, request)).ListDrafts;
            Budget.Add("drafts", _data.Drafts, page.Conversations);
            request.After = page.Next;
        }
        while (!request.After.IsEmpty);
    }

    private async Task ReadQuietHoursAsync()
    {
        long before = long.MaxValue;
        for (int read = 0; read < ExportLimits.FactsOfInbox; read += ExportLimits.Page)
        {
            HistoryPage page = Checked(await grains.GetGrain<IInboxGrain>(Inbox)
                .Read(caller, new HistoryQuery(before, Backwards: true, ExportLimits.Page)));
            Fact? set = FactsIn(page).FirstOrDefault(fact => fact.QuietHoursChanged is not null);
            if (set is not null)
            {
                _data.QuietHours = set.QuietHoursChanged.Hours;
                return;
            }

            if (page.IsEnd || page.Facts.Length == 0)
            {
                return;
            }

            before = page.Facts[^1].Seq;
        }

        Budget.Cut("quiet_hours");
    }

    private async Task ReadMemosAsync()
    {
        IPrivateMemosGrain memos =
            grains.GetGrain<IPrivateMemosGrain>(StreamKey.Of(StreamId.PrivateMemosOf(caller.Person)));
        var last = new Dictionary<ByteString, PrivateMemo>();
        long after = 0;
        HistoryPage page;
        do
        {
            page = await memos.Read(caller, new HistoryQuery(after, Backwards: false, ExportLimits.Page));
            if (page.Refusal is { Code: Protocol.V1.ErrorCode.Erased })
            {
                return;
            }

            foreach (Fact fact in FactsIn(Checked(page)).Where(fact => fact.PrivateMemoChanged is not null))
            {
                last[fact.PrivateMemoChanged.Memo.Memo] = fact.PrivateMemoChanged.Memo;
            }

            after = page.Facts.Length == 0 ? after : page.Facts[^1].Seq;
        }
        while (!page.IsEnd && page.Facts.Length > 0);
        Budget.Add("private_memos", _data.PrivateMemos, last.Values.Where(memo => memo.Text.Length > 0));
    }

    private async Task ReadSupportAsync()
    {
        var request = new ListSupportRequestsRequest { Limit = SupportLimits.PageMax };
        do
        {
            ListSupportRequestsResponse page =
                Checked(await grains.GetGrain<ISupportDeskGrain>(0).List(caller, request)).ListSupportRequests;
            Budget.Add("support_requests", _data.SupportRequests, page.Requests);
            request.Cursor = page.Next;
        }
        while (request.Cursor.Length > 0);
    }
}
