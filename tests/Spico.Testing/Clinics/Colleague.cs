using Spico.Checker;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Testing.Clinics;

/// <summary>A person on one device, talking through the public SDK; what they do and see is written down.</summary>
public sealed class Colleague : IAsyncDisposable
{
    private readonly Clinic _clinic;
    private readonly HistoryWriter _history;
    private readonly List<Reading> _readings = [];

    internal Colleague(Clinic clinic, SpicoClient client, PersonId person, string name, HistoryWriter history)
    {
        _clinic = clinic;
        _history = history;
        Client = client;
        Person = person;
        Name = name;
    }

    /// <summary>The session.</summary>
    public SpicoClient Client { get; }

    /// <summary>Who.</summary>
    public PersonId Person { get; }

    /// <summary>What the test calls them.</summary>
    public string Name { get; }

    /// <summary>The store's epoch, as told at sign-in.</summary>
    public uint Epoch => Client.Welcome.Epoch;

    internal IReadOnlyList<Reading> Readings => _readings;

    /// <summary>Opens a conversation of two.</summary>
    public async Task<StreamId> StartsDirect(Colleague other) =>
        Created(await Client.CreateDirectAsync(other.Person));

    /// <summary>Opens a group whose members read everything.</summary>
    public async Task<StreamId> StartsGroup(string title, params Colleague[] others) =>
        Created(await Client.CreateGroupAsync(title, others.Select(other => other.Person)));

    /// <summary>Opens a group in which some members do not read everything.</summary>
    public async Task<StreamId> StartsGroup(string title, params NewMember[] others) =>
        Created(await Client.CreateGroupAsync(title, others));

    /// <summary>Reads a conversation live from its beginning, or from after a position.</summary>
    public async Task<Reading> Opens(StreamId conversation, StreamPosition? after = null)
    {
        StreamPosition from = after ?? new StreamPosition(Epoch, 0);
        _history.ResumeInvoke(conversation, from);
        OpenStream stream = await Client.OpenAsync(conversation, from);
        var reading = new Reading(this, stream, from, _history);
        _readings.Add(reading);
        return reading;
    }

    /// <summary>Posts a message and has its position.</summary>
    public async Task<PostMessageResponse> Sends(
        StreamId conversation, string text, DataClass dataClass = DataClass.Unspecified, RequestId? requestId = null)
    {
        long send = _history.SendInvoke(conversation, BodyHash.Of(text));
        try
        {
            PostMessageResponse answer = await Client.PostAsync(conversation, text, dataClass, requestId);
            _history.SendOk(conversation, send, StreamPosition.From(answer.Position));
            return answer;
        }
        catch (SpicoException refused) when (IsCertain(refused.Code))
        {
            _history.SendFail(conversation, send);
            throw;
        }
        catch
        {
            _history.SendUnknown(conversation, send);
            throw;
        }
    }

    /// <summary>Adds somebody.</summary>
    public Task<AddMemberResponse> Adds(
        StreamId conversation, Colleague other, HistoryAccess history = HistoryAccess.All) =>
        Client.AddMemberAsync(conversation, other.Person, history);

    /// <summary>Removes somebody.</summary>
    public Task<RemoveMemberResponse> Removes(StreamId conversation, Colleague other) =>
        Client.RemoveMemberAsync(conversation, other.Person);

    /// <summary>Leaves.</summary>
    public Task<LeaveConversationResponse> Leaves(StreamId conversation) => Client.LeaveAsync(conversation);

    /// <summary>Has read up to a position.</summary>
    public Task<MarkReadResponse> HasRead(StreamId conversation, ulong upTo) =>
        Client.MarkReadAsync(conversation, (long)upTo);

    /// <summary>What the inbox shows of a conversation, or null.</summary>
    public async Task<InboxEntry?> SeesInInbox(StreamId conversation)
    {
        ListInboxResponse page = await Client.ListInboxAsync(200);
        return page.Entries.SingleOrDefault(entry => entry.Conversation == conversation.ToByteString());
    }

    /// <summary>All of a conversation, page by page from its beginning.</summary>
    public async Task<List<Fact>> PagesForwards(StreamId conversation, int pageSize, bool isRecorded = true)
    {
        List<Fact> facts = [];
        for (long after = 0; ;)
        {
            ReadHistoryResponse page = await ReadsPage(conversation, after: after, limit: pageSize);
            Take(page, facts, isRecorded);
            if (page.End)
            {
                return facts;
            }

            after = (long)facts[^1].Seq;
        }
    }

    /// <summary>All of a conversation, page by page from its end; oldest first.</summary>
    public async Task<List<Fact>> PagesBackwards(StreamId conversation, int pageSize)
    {
        List<Fact> facts = [];
        for (long? before = null; ;)
        {
            ReadHistoryResponse page = await ReadsPage(conversation, before: before, limit: pageSize);
            Take(page, facts, isRecorded: true);
            if (page.End)
            {
                facts.Reverse();
                return facts;
            }

            before = (long)facts[^1].Seq;
        }
    }

    /// <summary>One page; asked again while the server is away.</summary>
    public async Task<ReadHistoryResponse> ReadsPage(
        StreamId conversation, long? after = null, long? before = null, int limit = 0)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await Client.ReadHistoryAsync(conversation, after, before, limit);
            }
            catch (SpicoException lost) when (lost.Code == ErrorCode.Unavailable && attempt < 10)
            {
                await Client.WhenConnectedAsync().WaitAsync(Eventually.Patience);
            }
        }
    }

    /// <summary>Goes away.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (Reading reading in _readings)
        {
            await reading.DisposeAsync();
        }

        await Client.DisposeAsync();
    }

    private void Take(ReadHistoryResponse page, List<Fact> facts, bool isRecorded)
    {
        if (page.Facts.Count == 0 && !page.End)
        {
            throw new InvalidOperationException("An empty page that is not the last.");
        }

        facts.AddRange(page.Facts);
        foreach (Fact fact in isRecorded ? page.Facts : [])
        {
            _history.Read(page.Head.Epoch, fact);
        }
    }

    private StreamId Created(CreateConversationResponse answer)
    {
        StreamId.TryFrom(answer.Conversation, out StreamId conversation);
        _clinic.Created(conversation, this);
        return conversation;
    }

    // A refusal of these kinds says that nothing was written; any other leaves it open.
    private static bool IsCertain(ErrorCode code) => code
        is not (ErrorCode.Unavailable or ErrorCode.Deadline or ErrorCode.Internal or ErrorCode.Overloaded);
}
