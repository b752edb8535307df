using System.Globalization;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>The session of a person at the terminal: the list of conversations, and the one that is open.</summary>
internal sealed class Talk : IAsyncDisposable
{
    private const int ConversationsShown = 50;
    private const string Help =
        "a number opens a conversation; /list shows them; /find NAME finds people; " +
        "/direct NUMBER writes to one found; /quit leaves; anything else is sent";

    private readonly CancellationTokenSource _over = new();
    private readonly SpicoClient _client;
    private readonly IScreen _screen;
    private readonly People _people;
    private readonly Outbox _outbox;
    private List<InboxEntry> _listed = [];
    private IReadOnlyList<Person> _found = [];
    private Room? _room;

    public Talk(SpicoClient client, IScreen screen)
    {
        _client = client;
        _screen = screen;
        _people = new People(client);
        _outbox = new Outbox(client, screen);
        _client.StateChanged += OnStateChanged;
        _screen.Typing += OnTyping;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _screen.Line(Tone.Notice, $"signed in as {_client.Welcome.Name}");
        await TryAsync(() => ListAsync(cancellationToken));
        _screen.Line(Tone.Notice, Help);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _over.Token);
        try
        {
            while (await _screen.ReadLineAsync(stop.Token) is { } line && line.Trim() is not "/quit")
            {
                await TryAsync(() => ObeyAsync(line.Trim(), stop.Token));
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The server ended the session for good, and said why.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _outbox.DisposeAsync();
        if (_room is not null)
        {
            await _room.DisposeAsync();
        }

        _client.StateChanged -= OnStateChanged;
        _screen.Typing -= OnTyping;
        _over.Dispose();
    }

    private async Task ObeyAsync(string line, CancellationToken cancellationToken)
    {
        string[] words = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (words)
        {
            case []:
                break;
            case ["/help"]:
                _screen.Line(Tone.Notice, Help);
                break;
            case ["/list"]:
                await CloseAsync();
                await ListAsync(cancellationToken);
                break;
            case ["/find", var name]:
                await FindAsync(name, cancellationToken);
                break;
            case ["/direct", var number] when Choose(number, _found) is { } person:
                await OpenDirectAsync(person, cancellationToken);
                break;
            case [var number] when _room is null && Choose(number, _listed) is { } entry:
                await OpenAsync(entry, cancellationToken);
                break;
            case [['/', ..], ..]:
                _screen.Line(Tone.Warning, $"not understood; {Help}");
                break;
            case var _ when _room is { } room:
                await _outbox.PostAsync(room.Id, line, cancellationToken);
                break;
            default:
                _screen.Line(Tone.Warning, "open a conversation first, by its number");
                break;
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        ListInboxResponse page = await _client.ListInboxAsync(ConversationsShown, cancellationToken: cancellationToken);
        _listed = [.. page.Entries];
        await _people.LearnAsync(_listed.Select(Peer).OfType<PersonId>(), cancellationToken);
        if (_listed.Count == 0)
        {
            _screen.Line(Tone.Notice, "no conversations yet");
        }

        for (int i = 0; i < _listed.Count; i++)
        {
            string unread = _listed[i].Unread > 0 ? $"  ({_listed[i].Unread} unread)" : "";
            _screen.Line(
                _listed[i].Unread > 0 ? Tone.Message : Tone.Notice,
                string.Create(CultureInfo.InvariantCulture, $"{i + 1,3}  {TitleOf(_listed[i])}{unread}"));
        }
    }

    private async Task FindAsync(string name, CancellationToken cancellationToken)
    {
        _found = await _client.FindPeopleAsync(name, cancellationToken: cancellationToken);
        if (_found.Count == 0)
        {
            _screen.Line(Tone.Notice, "nobody found");
        }

        for (int i = 0; i < _found.Count; i++)
        {
            string line = $"{i + 1,3}  {_found[i].Name}, {_found[i].Profession}, {_found[i].Structure}";
            _screen.Line(Tone.Notice, line);
        }
    }

    private async Task OpenDirectAsync(Person person, CancellationToken cancellationToken)
    {
        if (PersonId.TryFrom(person.Id, out PersonId id))
        {
            CreateConversationResponse created =
                await _client.CreateDirectAsync(id, cancellationToken: cancellationToken);
            if (StreamId.TryFrom(created.Conversation, out StreamId conversation))
            {
                await OpenAsync(conversation, person.Name, cancellationToken);
            }
        }
    }

    private async Task OpenAsync(InboxEntry entry, CancellationToken cancellationToken)
    {
        if (StreamId.TryFrom(entry.Conversation, out StreamId conversation))
        {
            await OpenAsync(conversation, TitleOf(entry), cancellationToken);
        }
    }

    private async Task OpenAsync(StreamId conversation, string title, CancellationToken cancellationToken)
    {
        await CloseAsync();
        _room = await Room.OpenAsync(_client, _screen, _people, conversation, title, cancellationToken);
    }

    private async ValueTask CloseAsync()
    {
        if (_room is { } room)
        {
            _room = null;
            await room.DisposeAsync();
        }
    }

    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (SpicoException exception)
        {
            _screen.Line(Tone.Warning, exception.Error.Message);
        }
    }

    private void OnStateChanged(ClientStateChange change)
    {
        switch (change.State)
        {
            case ClientState.Reconnecting:
                _screen.Status("reconnecting…");
                break;
            case ClientState.Connected:
                _screen.Status("");
                _screen.Line(Tone.Notice, "connected again");
                break;
            case ClientState.Closed when change.Goodbye is { } goodbye:
                _screen.Line(Tone.Warning, $"the server ended the session: {goodbye.Reason}");
                _over.Cancel();
                break;
        }
    }

    private void OnTyping() => _room?.OnTyping();

    private string TitleOf(InboxEntry entry) => Peer(entry) is { } peer ? _people.NameOf(peer) : entry.Title;

    private static PersonId? Peer(InboxEntry entry) => PersonId.TryFrom(entry.Peer, out PersonId peer) ? peer : null;

    private static T? Choose<T>(string number, IReadOnlyList<T> choices)
        where T : class =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int chosen) &&
        chosen >= 1 && chosen <= choices.Count ? choices[chosen - 1] : null;
}
