using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Syntheses.Gathering;

/// <summary>
/// Reads what a synthesis shows, page by page, from the conversation's grain: as its asker may read it, as of the fact
/// that asked. Holds it all, within the limits on messages and text.
/// </summary>
internal sealed class SynthesisReader(
    SynthesisOrder order,
    ISynthesisSource source,
    IPeopleStore people,
    SynthesisOptions options,
    SynthesisProgress progress)
{
    private const uint PageMessages = 100;

    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(MessageHash.NonceBytes);
    private readonly List<(MessageView View, List<Fact> Versions)> _read = [];
    private readonly List<Fact> _events = [];
    private readonly HashSet<ActingPractice> _practices = [];
    private long _textBytes;
    private int _messages;
    private uint _epoch;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="SynthesisRefusedException">It is nothing, or too much.</exception>
    /// <exception cref="SynthesisFailedException">It could not be read; it may be tried again.</exception>
    public async Task<SynthesisContent> ReadAsync(SynthesisBrief brief)
    {
        SynthesisSelection selection = brief.Asked!.SynthesisAsked.Selection ?? new SynthesisSelection();
        progress.Restart();
        if (selection.Messages.Count > 0)
        {
            progress.Expect(selection.Messages.Count);
            foreach (ulong seq in selection.Messages.Distinct().Order())
            {
                await ReadPageAsync(new ReadMessagesRequest { After = seq - 1, Limit = 1 }, seq);
            }
        }
        else
        {
            progress.Expect((long)brief.Conversation!.Messages);
            await ReadRangeAsync(selection);
            await ReadEventsAsync(selection);
        }

        if (_messages == 0)
        {
            throw new SynthesisRefusedException(SynthesisRefusal.Empty);
        }

        progress.Expect(_messages);
        return await ComposeAsync(brief, selection);
    }

    private async Task ReadRangeAsync(SynthesisSelection selection)
    {
        ulong after = selection.First == 0 ? 0 : selection.First - 1;
        ulong last = selection.Last == 0 ? ulong.MaxValue : selection.Last;
        while (await ReadPageAsync(new ReadMessagesRequest { After = after, Limit = PageMessages }, last) is { } next)
        {
            after = next;
        }
    }

    /// <summary>What happened between the messages of the range.</summary>
    private async Task ReadEventsAsync(SynthesisSelection selection)
    {
        ulong after = selection.First == 0 ? 0 : selection.First - 1;
        ulong last = selection.Last == 0 ? ulong.MaxValue : selection.Last;
        for (bool isEnd = false; !isEnd;)
        {
            Reply reply = await source.ReadEventsThen(order.Asker, order.Seq, (long)Math.Min(after, long.MaxValue));
            ReadHistoryResponse page = Checked(reply).ReadHistory;
            _events.AddRange(page.Facts.Where(fact => fact.Elided is null && fact.Seq <= last));
            isEnd = page.End || page.Facts[^1].Seq >= last || _events.Count >= options.MessagesMax;
            after = isEnd ? after : page.Facts[^1].Seq;
        }
    }

    /// <summary>Reads a page up to a message; returns where the next begins, or null.</summary>
    private async Task<ulong?> ReadPageAsync(ReadMessagesRequest request, ulong last)
    {
        Reply reply = await source.ReadMessagesThen(order.Asker, order.Seq, request);
        ReadMessagesResponse page = Checked(reply).ReadMessages;
        _epoch = page.Head.Epoch;
        _practices.UnionWith(page.Practices);
        foreach (MessageView view in page.Messages)
        {
            if (view.Posted.Seq > last)
            {
                return null;
            }

            await TakeAsync(view);
        }

        return page.End || page.Messages.Count == 0 ? null : page.Messages[^1].Posted.Seq;
    }

    private async Task TakeAsync(MessageView view)
    {
        if (view.Posted.MessagePosted is null)
        {
            _read.Add((view, []));
            return;
        }

        if (++_messages > options.MessagesMax)
        {
            throw new SynthesisRefusedException(SynthesisRefusal.TooManyMessages);
        }

        List<Fact> versions = await VersionsAsync(view);
        _textBytes += versions.Sum(version => (long)Encoding.UTF8.GetByteCount(MessageHash.TextOf(version)));
        if (_textBytes > options.TextBytesMax)
        {
            throw new SynthesisRefusedException(SynthesisRefusal.TooMuchText);
        }

        _read.Add((view, versions));
        progress.Step();
    }

    private async Task<List<Fact>> VersionsAsync(MessageView view)
    {
        if (view.Edit is null)
        {
            return [view.Posted];
        }

        if (view.Edit.MessageEdited.Version <= 2)
        {
            return [view.Posted, view.Edit];
        }

        var versions = new List<Fact>();
        for (bool isEnd = false; !isEnd;)
        {
            Reply reply = await source.ReadVersionsThen(order.Asker, order.Seq, new ReadVersionsRequest
            {
                Message = view.Posted.Seq,
                After = versions.Count == 0 ? 0 : versions[^1].Seq,
            });
            ReadVersionsResponse page = Checked(reply).ReadVersions;
            versions.AddRange(page.Versions);
            isEnd = page.End || page.Versions.Count == 0;
        }

        return versions;
    }

    private async Task<SynthesisContent> ComposeAsync(SynthesisBrief brief, SynthesisSelection selection)
    {
        ConversationView conversation = brief.Conversation!;
        PeopleBook book = await PeopleBook.ReadAsync(
            people, PeopleIn(conversation).Append(brief.Asked!.ActedBy).Where(id => !id.IsEmpty));
        var items = new List<SynthesisItem>();
        var events = new Queue<SynthesisEvent>(Events(book));
        foreach ((MessageView view, List<Fact> versions) in _read)
        {
            while (events.TryPeek(out SynthesisEvent? happened) && happened.Seq < view.Posted.Seq)
            {
                items.Add(events.Dequeue());
            }

            if (versions.Count > 0)
            {
                items.Add(MessageOf(view, versions, book));
            }
            else if (items is [.., HiddenMessages hidden])
            {
                items[^1] = hidden with { Count = hidden.Count + 1 };
            }
            else
            {
                items.Add(new HiddenMessages(view.Posted.Seq, 1));
            }
        }

        items.AddRange(events);
        return new SynthesisContent
        {
            Stream = order.Stream,
            Asked = new StreamPosition(_epoch, order.Seq),
            Asker = book.Of(order.Asker.ToByteString()),
            AskedFor = ActorOf(brief.Asked!, book),
            AskedAt = DateTimeOffset.FromUnixTimeMilliseconds(brief.Asked!.At),
            Selection = selection,
            Conversation = conversation,
            Members = [.. conversation.Members.Select(
                member => new Participant(book.Of(member.Person), member.Practice))],
            Items = items,
            Nonce = _nonce,
        };
    }

    private IEnumerable<ByteString> PeopleIn(ConversationView conversation) =>
        _read.SelectMany(read => read.View.Reactions.SelectMany(tally => tally.People)
                .Append(read.View.Posted.Author)
                .Append(read.View.Posted.ActedBy)
                .Concat(read.Versions.Select(version => version.ActedBy))
                .Append(read.View.Retraction?.Author ?? ByteString.Empty)
                .Append(read.View.Retraction?.ActedBy ?? ByteString.Empty))
            .Concat(_events.SelectMany(EventWording.PeopleIn))
            .Concat(conversation.Members.Select(member => member.Person))
            .Append(order.Asker.ToByteString());

    private IEnumerable<SynthesisEvent> Events(PeopleBook book) =>
        from fact in _events
        let text = EventWording.Of(fact, book)
        where text is not null
        select new SynthesisEvent(fact.Seq, DateTimeOffset.FromUnixTimeMilliseconds(fact.At), text);

    private SynthesisMessage MessageOf(MessageView view, List<Fact> versions, PeopleBook book)
    {
        Fact posted = view.Posted;
        // Taken back before the synthesis was asked for, or since: either way there is no text any more.
        bool isRetracted = view.Retraction is not null || posted.MessagePosted.Retracted != 0;
        return new SynthesisMessage(posted.Seq)
        {
            Ordinal = posted.Ordinal,
            At = DateTimeOffset.FromUnixTimeMilliseconds(posted.At),
            Author = book.Of(posted.Author),
            Practice = _practices.Where(acting => acting.Person == posted.Author && acting.Since <= posted.Seq)
                .MaxBy(acting => acting.Since)?.Practice,
            ActedBy = ActorOf(posted, book),
            DataClass = posted.DataClass,
            Versions = isRetracted
                ? []
                : [.. versions.Select(version => new MessageVersion(
                    DateTimeOffset.FromUnixTimeMilliseconds(version.At),
                    MessageHash.TextOf(version),
                    ActorOf(version, book)))],
            Retraction = view.Retraction is { } fact
                ? new Retraction(
                    book.Of(fact.Author),
                    DateTimeOffset.FromUnixTimeMilliseconds(fact.At),
                    ActorOf(fact, book))
                : null,
            Quote = posted.MessagePosted.Quote,
            IsUrgent = posted.MessagePosted.Urgent,
            IsRequest = posted.MessagePosted.Request,
            Files = posted.MessagePosted.Attachments?.Files ?? [],
            Links = posted.MessagePosted.Links,
            Reactions =
            [
                .. view.Reactions.Select(tally => (
                    tally.Reaction,
                    (IReadOnlyList<Person>)[.. tally.People.Select(book.Of)],
                    (int)tally.Count)),
            ],
            Hash = MessageHash.Of(_nonce, versions, posted.MessagePosted.Retracted),
        };
    }

    private static Person? ActorOf(Fact fact, PeopleBook book) => fact.ActedBy.IsEmpty ? null : book.Of(fact.ActedBy);

    private static Reply Checked(Reply reply) => reply.Error switch
    {
        null => reply,
        { Code: ErrorCode.NotAccessible } => throw new SynthesisRefusedException(SynthesisRefusal.AccessEnded),
        { } error => throw new SynthesisFailedException(error.Code.ToString()),
    };
}
