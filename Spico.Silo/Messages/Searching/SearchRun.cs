using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages.Searching;

/// <summary>
/// One page of one search. What is not indexed is read from the facts, all of it; then segment after segment, the
/// newest first, until the page is full. A message is told only after it was read as history shows it, and says then
/// what is asked for.
/// </summary>
internal sealed class SearchRun
{
    private const int FirstSegments = 32;
    private const int SegmentsAtOnce = 512;

    private readonly SearchScope _scope;
    private readonly Dictionary<StreamId, SearchPlace> _places;
    private readonly SearchQuery _query;
    private readonly StreamStorage _storage;
    private readonly SearchOptions _options;
    private readonly PriorityQueue<FactCursor, FactCursor> _waiting =
        new(Comparer<FactCursor>.Create((one, other) => other.CompareTo(one)));

    private readonly HashSet<FactCursor> _known = [];

    public SearchRun(
        SearchScope scope,
        IEnumerable<SearchPlace> places,
        SearchQuery query,
        StreamStorage storage,
        SearchOptions options)
    {
        _scope = scope;
        _places = places.Where(place => query.Covers(place.Kind)).ToDictionary(place => place.Stream);
        _query = query;
        _storage = storage;
        _options = options;
    }

    /// <summary>Finds a page.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<SearchMessagesResponse> FindAsync(PersonId person)
    {
        await TakeUnindexedAsync();
        List<SegmentRow> segments = await _scope.ReadSegmentsAsync(
            _query.From, Math.Min(_query.Until, _query.After.At));
        segments.RemoveAll(segment => !IsToRead(segment));
        segments.Sort((one, other) => other.LastAt.CompareTo(one.LastAt));
        var found = new List<(FactCursor Place, FoundMessage Message)>();
        int read = 0;
        while (true)
        {
            // What the next segment may hold comes before what is older.
            long horizon = read < segments.Count ? segments[read].LastAt : long.MinValue;
            await TellAsync(found, horizon, person);
            if (found.Count > _query.Limit || read == segments.Count)
            {
                return Page(found);
            }

            if (read >= _options.SegmentsPerSearch)
            {
                SearchMessagesResponse page = Page(found);
                page.Next = FactCursor.BeforeAllOf(horizon).Encode();
                return page;
            }

            int count = read == 0 ? FirstSegments : Math.Min(SegmentsAtOnce, 3 * read);
            int to = Math.Min(read + count, Math.Min(segments.Count, _options.SegmentsPerSearch));
            read = await TakeAsync(segments, read, to);
        }
    }

    private SearchMessagesResponse Page(List<(FactCursor Place, FoundMessage Message)> found)
    {
        var page = new SearchMessagesResponse();
        page.Messages.AddRange(found.Take(_query.Limit).Select(each => each.Message));
        page.Next = found.Count > _query.Limit ? found[_query.Limit - 1].Place.Encode() : string.Empty;
        return page;
    }

    private bool IsToRead(SegmentRow segment) =>
        _places.TryGetValue(segment.Stream, out SearchPlace? place)
        && segment.Last > place.Access.VisibleAfter
        && segment.First <= place.Head
        && _query.Covers(segment.FirstAt, segment.LastAt);

    private async Task TakeUnindexedAsync()
    {
        foreach (SearchPlace place in _places.Values.Where(place => place.Index.Behind > 0))
        {
            await TakeFactsAsync(place, (place.Index.Last + 1, place.Head));
        }

        foreach (SearchPlace place in _places.Values.Where(place => place.IsPast))
        {
            foreach (long changed in await SearchScope.ReadLaterChangedAsync(
                place.Stream, place.Head, _storage.Store))
            {
                await TakeFactsAsync(place, (changed, changed));
            }
        }
    }

    /// <summary>Takes segments from one to another, and those that end when the last does; returns the next.</summary>
    private async Task<int> TakeAsync(List<SegmentRow> segments, int from, int to)
    {
        while (to < segments.Count && segments[to].LastAt == segments[to - 1].LastAt)
        {
            to++;
        }

        Dictionary<(StreamId, long), SegmentRow> sealedRows = (await _scope.ReadSealedAsync(
                segments[to - 1].LastAt, segments[from].LastAt))
            .ToDictionary(row => (row.Stream, row.First));
        for (; from < to; from++)
        {
            SegmentRow listed = segments[from];
            SearchPlace place = _places[listed.Stream];
            if (!sealedRows.TryGetValue((listed.Stream, listed.First), out SegmentRow? row) || !Take(place, row))
            {
                await TakeFactsAsync(place, (listed.First, listed.Last));
            }
        }

        return to;
    }

    /// <summary>Takes what a segment has; false when it is to be made again.</summary>
    private bool Take(SearchPlace place, SegmentRow segment)
    {
        if (segment.Sealed.Length == 0)
        {
            return false;
        }

        byte[] bytes = place.Cipher.OpenText(SealedColumns.SearchedOf(segment.First, segment.Last), segment.Sealed);
        if (!SegmentReader.TryBegin(bytes, out SegmentReader messages))
        {
            return false;
        }

        while (messages.Read())
        {
            Take(place, messages.Current);
        }

        return true;
    }

    private async Task TakeFactsAsync(SearchPlace place, (long First, long Last) range)
    {
        foreach (MessageFacts message in await SearchRows.ReadFactsAsync(
            _storage.Store, place.Stream, range, place.Head, int.MaxValue))
        {
            if (message.TryOpen(place.Cipher, out SearchedMessage opened))
            {
                Take(place, opened);
            }
        }
    }

    private void Take(SearchPlace place, in SearchedMessage message)
    {
        if (!_query.Matches(message) || !place.CanRead(message))
        {
            return;
        }

        // It may come twice when the index goes on meanwhile.
        var at = new FactCursor(message.At, place.Stream.Value, message.Seq);
        if (at.CompareTo(_query.After) < 0 && _known.Add(at))
        {
            _waiting.Enqueue(at, at);
        }
    }

    /// <summary>Adds what is newer than a time, until there is one more than the page holds.</summary>
    private async Task TellAsync(List<(FactCursor Place, FoundMessage Message)> found, long horizon, PersonId person)
    {
        while (found.Count <= _query.Limit && _waiting.TryPeek(out FactCursor newest, out _) && newest.At > horizon)
        {
            List<FactCursor> next = [];
            while (next.Count <= _query.Limit - found.Count
                && _waiting.TryPeek(out newest, out _) && newest.At > horizon)
            {
                next.Add(_waiting.Dequeue());
            }

            FoundMessage?[] messages = await Task.WhenAll(next.Select(at => ReadAsync(at, person)));
            found.AddRange(next.Zip(messages).Where(each => each.Second is not null)!);
        }
    }

    private async Task<FoundMessage?> ReadAsync(FactCursor at, PersonId person)
    {
        SearchPlace place = _places[StreamId.From(at.Stream)];
        ReadMessagesResponse read = await new MessageReader(place.Stream, _storage.Store).ReadAsync(
            place.ToReading(_storage.Log.Epoch),
            person,
            new MessageQuery(at.Seq - 1, at.Seq + 1, Backwards: false, Limit: 1));
        return read.Messages is [var view] && Says(view)
            ? new FoundMessage
            {
                Conversation = place.Stream.ToByteString(),
                Kind = place.Kind,
                Message = view,
                Patient = place.Patient,
            }
            : null;
    }

    private bool Says(MessageView view) =>
        view.Posted.MessagePosted is { Retracted: 0 } posted
        && view.Retraction is null
        && PersonId.TryFrom(view.Posted.Author, out PersonId author)
        && _query.Matches(new SearchedMessage
        {
            Seq = (long)view.Posted.Seq,
            At = view.Posted.At,
            Author = author,
            DataClass = view.Posted.DataClass,
            Traits = SearchedText.TraitsOf(posted),
            Text = SearchedText.Of(posted, view.Edit?.MessageEdited),
        });
}
