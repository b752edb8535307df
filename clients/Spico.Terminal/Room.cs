using System.Collections.Concurrent;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>A conversation that is open: shows its facts as they come and moves the read position after them.</summary>
internal sealed class Room : IAsyncDisposable
{
    private const int LinesBefore = 30;
    private static readonly TimeSpan TypingShown = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan TypingTold = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _closing = new();
    private readonly SpicoClient _client;
    private readonly IScreen _screen;
    private readonly People _people;
    private readonly OpenStream _stream;
    private readonly ITimer _typingOver;
    private readonly RoomLines _lines;
    private readonly Dictionary<ulong, IReadOnlyList<Attachment>> _files = [];
    private readonly ConcurrentDictionary<PersonId, bool> _members = [];
    private readonly TimeProvider _clock = TimeProvider.System;
    private Task _showing = Task.CompletedTask;
    private Task _marking = Task.CompletedTask;
    private Task _telling = Task.CompletedTask;
    private long _toldTyping;
    private long _shown;
    private long _marked;

    private Room(SpicoClient client, IScreen screen, People people, OpenStream stream, string title)
    {
        _client = client;
        _screen = screen;
        _people = people;
        _stream = stream;
        Title = title;
        _lines = new RoomLines(people, client.Person);
        Receipts = new RoomReceipts(screen, people, client.Person);
        _typingOver = _clock.CreateTimer(
            _ => _screen.Hint(""), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public StreamId Id => _stream.Id;

    public string Title { get; }

    /// <summary>Whom it is about, if about a patient: then nobody is added without a ground.</summary>
    public Patient? Patient => _stream.Opening.Conversation?.Patient;

    /// <summary>How far the others are.</summary>
    public RoomReceipts Receipts { get; }

    /// <summary>Opens a conversation a screenful before its end.</summary>
    public static async Task<Room> OpenAsync(
        SpicoClient client,
        IScreen screen,
        People people,
        StreamId conversation,
        string title,
        CancellationToken cancellationToken)
    {
        ReadHistoryResponse last = await client.ReadHistoryAsync(
            conversation, limit: LinesBefore, cancellationToken: cancellationToken);
        long before = last.Facts.Count > 0 ? (long)last.Facts[^1].Seq - 1 : (long)last.Head.Seq;
        OpenStream stream = await client.OpenAsync(
            conversation, new StreamPosition(last.Head.Epoch, before), cancellationToken);
        var room = new Room(client, screen, people, stream, title);
        await room.BeginAsync(cancellationToken);
        return room;
    }

    /// <summary>The files that a message shows, if it was shown here.</summary>
    public IReadOnlyList<Attachment> FilesOf(ulong message)
    {
        lock (_files)
        {
            return _files.GetValueOrDefault(message, []);
        }
    }

    /// <summary>The other members of whose name some word begins so.</summary>
    public PersonId[] MembersNamed(string beginning) =>
    [
        .. _members.Keys
            .Where(person => person != _client.Person && beginning.Length > 0 && _people.NameOf(person).Split(' ')
                .Any(word => word.StartsWith(beginning, StringComparison.CurrentCultureIgnoreCase))),
    ];

    /// <summary>The person types: the others are told, not too often.</summary>
    public void OnTyping()
    {
        if (_telling.IsCompleted && (_toldTyping == 0 || _clock.GetElapsedTime(_toldTyping) > TypingTold))
        {
            _toldTyping = _clock.GetTimestamp();
            _telling = TellTypingAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.ReceiptsMoved -= OnReceiptsMoved;
        await _closing.CancelAsync();
        await _stream.DisposeAsync();
        await _showing;
        await Task.WhenAll(_marking, _telling);
        await _typingOver.DisposeAsync();
        _screen.Hint("");
        _closing.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        ConversationView view = _stream.Opening.Conversation ?? new ConversationView();
        List<PersonId> members = [.. view.Members.Select(member => IdOf(member.Person))];
        await _people.LearnAsync(members, cancellationToken);
        members.ForEach(member => _members[member] = true);
        _marked = (long)view.ReadUpTo;
        IEnumerable<string> names = members.Take(8).Select(_people.NameOf);
        string more = members.Count > 8 ? $" and {members.Count - 8} more" : "";
        _screen.Line(Tone.Notice, $"── {Title} ── {string.Join(", ", names)}{more}");
        await ShowFlagsAsync(view, cancellationToken);
        Receipts.Begin(view.Receipts);
        _client.ReceiptsMoved += OnReceiptsMoved;
        _stream.Typing += OnOthersTyping;
        _showing = ShowAsync();
    }

    private async Task ShowFlagsAsync(ConversationView view, CancellationToken cancellationToken)
    {
        if (view.Patient is { } patient)
        {
            _screen.Line(Tone.Warning, $"   patient: {Shown.Patient(patient)}");
            _screen.Line(Tone.Notice, "   /dossier opens what is known and done for them");
        }

        foreach (Urgency urgency in view.Urgencies)
        {
            _screen.Line(Tone.Warning, $"   {await _lines.OfAsync(urgency, cancellationToken)}");
        }

        foreach (CareRequest request in view.Requests)
        {
            _screen.Line(Tone.Message, $"   {await _lines.OfAsync(request, cancellationToken)}");
        }
    }

    private async Task ShowAsync()
    {
        // Whatever there is to say later is said by the next enumeration: a resync ends one, not the conversation.
        bool goesOn = true;
        while (goesOn)
        {
            try
            {
                await foreach (Fact fact in _stream.Facts.WithCancellation(_closing.Token))
                {
                    await ShowAsync(fact);
                }

                goesOn = false;
                if (_stream.EndReason is not null)
                {
                    _screen.Line(Tone.Notice, "you are no longer a member of this conversation");
                }
            }
            catch (StreamResyncException)
            {
                _screen.Line(Tone.Notice, "the server was restored: what is above may not be all there was");
            }
            catch (SpicoException exception)
            {
                goesOn = false;
                _screen.Line(Tone.Warning, exception.Error.Message);
            }
            catch (OperationCanceledException)
            {
                goesOn = false;
            }
        }
    }

    private async Task ShowAsync(Fact fact)
    {
        if (fact.MessagePosted?.Attachments is { } shown)
        {
            lock (_files)
            {
                _files[fact.Seq] = shown.Files;
            }
        }

        foreach ((Tone tone, string text) in await _lines.OfAsync(fact, _closing.Token))
        {
            _screen.Hint("");
            _screen.Line(tone, text);
        }

        NoteMember(fact);
        Receipts.Note(fact, IdOf(fact.Author) == _client.Person);
        _shown = (long)fact.Seq;
        if (_marking.IsCompleted)
        {
            _marking = MarkAsync();
        }
    }

    private void NoteMember(Fact fact)
    {
        switch (fact.BodyCase)
        {
            case Fact.BodyOneofCase.MemberAdded:
                _members[IdOf(fact.MemberAdded.Person)] = true;
                break;
            case Fact.BodyOneofCase.MemberRemoved:
                _members.TryRemove(IdOf(fact.MemberRemoved.Person), out _);
                break;
            case Fact.BodyOneofCase.MemberLeft:
                _members.TryRemove(IdOf(fact.Author), out _);
                break;
        }
    }

    private async Task MarkAsync()
    {
        while (_shown > _marked && !_closing.IsCancellationRequested)
        {
            long upTo = _shown;
            try
            {
                await _client.MarkReadAsync(Id, upTo);
                _marked = upTo;
            }
            catch (SpicoException)
            {
                // The next fact tries again; the position only ever moves forwards.
                return;
            }
        }
    }

    private async Task TellTypingAsync()
    {
        try
        {
            await _client.SendTypingAsync(Id);
        }
        catch (SpicoException)
        {
            // Best effort.
        }
    }

    private void OnReceiptsMoved(ReceiptsMoved moved)
    {
        if (moved.Conversation == Id.ToByteString())
        {
            Receipts.OnMoved(moved);
        }
    }

    private void OnOthersTyping(Typing typing)
    {
        PersonId person = IdOf(typing.Person);
        if (person != _client.Person)
        {
            _screen.Hint($"{_people.NameOf(person)} is typing…");
            _typingOver.Change(TypingShown, Timeout.InfiniteTimeSpan);
        }
    }

    private static PersonId IdOf(Google.Protobuf.ByteString bytes) =>
        PersonId.TryFrom(bytes, out PersonId person) ? person : default;
}
