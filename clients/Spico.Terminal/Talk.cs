using System.Globalization;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Terminal.Dossiers;

namespace Spico.Terminal;

/// <summary>The session of a person at the terminal: their conversations, and the one that is open.</summary>
internal sealed class Talk : IAsyncDisposable
{
    private const string Hint =
        "a number opens a conversation; what you type is sent to it; /help tells the rest; /quit leaves";

    private readonly CancellationTokenSource _over = new();
    private readonly SpicoClient _client;
    private readonly IScreen _screen;
    private readonly People _people;
    private readonly Outbox _outbox;
    private readonly InboxBoard _inbox;
    private readonly Finder _finder;
    private readonly DossierDesk _desk;
    private readonly AcrossVerbs _across;
    private readonly DashboardVerbs _dashboard;
    private readonly Dictionary<string, Verb> _verbs;
    private Room? _room;

    public Talk(SpicoClient client, IScreen screen)
    {
        _client = client;
        _screen = screen;
        _people = new People(client);
        _outbox = new Outbox(client, screen);
        _inbox = new InboxBoard(client, screen, _people);
        _finder = new Finder(client, screen);
        _desk = new DossierDesk(client, screen, _people, _inbox);
        _across = new AcrossVerbs(client, screen, _people, _desk);
        _dashboard = new DashboardVerbs(client, screen, _people, _inbox, _desk);
        _verbs = new Verb[]
        {
            new("/list", "[todo|unread|archived]", "your conversations", ListAsync),
            new("/requests", "", "the requests that wait for you", ListRequestsAsync),
            new("/direct", "NUMBER", "writes to somebody found", OpenDirectAsync),
            new("/dossiers", "", "the patients you came across", ListDossiersAsync),
            new("/patient", "1941-03-12 NAME", "finds a patient", _desk.SearchAsync),
            new("/dossier", "[NUMBER|NAME]", "opens a dossier: that of the conversation, or another", OpenDossierAsync),
            new("/talk", "", "the conversation about the patient of the dossier", OpenTalkAsync),
            new("/help", "", "this", HelpAsync),
        }
        .Concat(_finder.Verbs)
        .Concat(new MessageFinder(client, screen, _people, _inbox, () => _room).Verbs)
        .Concat(new RoomVerbs(client, screen, _finder, () => _room).Verbs)
        .Concat(new FileVerbs(client, screen, () => _room).Verbs)
        .Concat(new SynthesisVerbs(client, screen, () => _room).Verbs)
        .Concat(new StandingVerbs(client, screen, _people, _finder, () => _room).Verbs)
        .Concat(new DossierVerbs(client, screen, _desk).Verbs)
        .Concat(new HistoryVerbs(client, screen, _desk).Verbs)
        .Concat(_across.Verbs)
        .Concat(_dashboard.Verbs)
        .ToDictionary(verb => verb.Name);
        _client.StateChanged += OnStateChanged;
        _screen.Typing += OnTyping;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _screen.Line(Tone.Notice, $"signed in as {_client.Welcome.Name}");
        await TryAsync(() => _inbox.BeginAsync(cancellationToken));
        _across.Begin();
        _dashboard.Begin();
        _screen.Line(Tone.Notice, Hint);
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
        await CloseAsync();
        _dashboard.Dispose();
        await _across.DisposeAsync();
        await _inbox.DisposeAsync();
        _client.StateChanged -= OnStateChanged;
        _screen.Typing -= OnTyping;
        _over.Dispose();
    }

    private async Task ObeyAsync(string line, CancellationToken cancellationToken)
    {
        (string first, string rest) = Typed.Split(line);
        if (_verbs.TryGetValue(first, out Verb? verb))
        {
            await verb.Act(rest, cancellationToken);
        }
        else if (first.StartsWith('/'))
        {
            _screen.Line(Tone.Warning, "not understood; /help tells what there is");
        }
        else if (_room is { } room && line.Length > 0)
        {
            await _outbox.PostAsync(room.Id, line, cancellationToken);
        }
        else if (_inbox.Choose(line) is { } entry && StreamId.TryFrom(entry.Conversation, out StreamId conversation))
        {
            await OpenAsync(conversation, _inbox.TitleOf(entry), cancellationToken);
        }
        else if (line.Length > 0)
        {
            _screen.Line(Tone.Warning, _desk.Open is null
                ? "open a conversation first, by its number"
                : "/note writes in the notebook; /list shows your conversations");
        }
    }

    private async Task ListAsync(string mark, CancellationToken cancellationToken)
    {
        await CloseAsync();
        await _inbox.ListAsync(mark, cancellationToken);
    }

    private async Task ListRequestsAsync(string text, CancellationToken cancellationToken)
    {
        ListCareRequestsResponse page = await _client.ListCareRequestsAsync(
            CareRequestFilter.WaitingForMe, cancellationToken: cancellationToken);
        var lines = new RoomLines(_people, _client.Person);
        foreach (CareRequestEntry entry in page.Entries)
        {
            StreamId.TryFrom(entry.Conversation, out StreamId conversation);
            string where = _inbox.TitleOf(conversation, entry.Patient);
            _screen.Line(Tone.Message, $"  {where}: {await lines.OfAsync(entry.Request, cancellationToken)}");
        }

        if (page.Entries.Count == 0)
        {
            _screen.Line(Tone.Notice, "nothing waits for you");
        }
    }

    private async Task OpenDirectAsync(string number, CancellationToken cancellationToken)
    {
        if (_finder.Choose(number) is not { } person || !PersonId.TryFrom(person.Id, out PersonId id))
        {
            _screen.Line(Tone.Warning, "find them first: /find or /who, then /direct with their number");
            return;
        }

        CreateConversationResponse created = await _client.CreateDirectAsync(id, cancellationToken: cancellationToken);
        if (StreamId.TryFrom(created.Conversation, out StreamId conversation))
        {
            await OpenAsync(conversation, person.Name, cancellationToken);
        }
    }

    private Task ListDossiersAsync(string text, CancellationToken cancellationToken)
    {
        _desk.List();
        return Task.CompletedTask;
    }

    private async Task OpenDossierAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length == 0 && _desk.Open is { } open)
        {
            open.Show();
        }
        else if (_desk.Find(text, _room?.Patient) is { } dossier)
        {
            await CloseAsync();
            await _desk.OpenAsync(dossier, cancellationToken);
        }
        else
        {
            _screen.Line(Tone.Warning, "which one? /dossiers lists them; or open a conversation about a patient");
        }
    }

    private async Task OpenTalkAsync(string text, CancellationToken cancellationToken)
    {
        if (_desk.Open is not { } dossier)
        {
            _screen.Line(Tone.Warning, "open a dossier first: /dossier, or /dossiers for a list");
            return;
        }

        OpenDossierConversationResponse found =
            await _client.OpenDossierConversationAsync(dossier.Id, cancellationToken: cancellationToken);
        if (StreamId.TryFrom(found.Conversation, out StreamId conversation))
        {
            await OpenAsync(conversation, _inbox.TitleOf(conversation), cancellationToken);
        }
    }

    private Task HelpAsync(string text, CancellationToken cancellationToken)
    {
        foreach (Verb verb in _verbs.Values)
        {
            _screen.Line(
                Tone.Notice,
                string.Create(CultureInfo.InvariantCulture, $"  {$"{verb.Name} {verb.Arguments}",-34} {verb.Help}"));
        }

        _screen.Line(Tone.Notice, Hint);
        return Task.CompletedTask;
    }

    private async Task OpenAsync(StreamId conversation, string title, CancellationToken cancellationToken)
    {
        await CloseAsync();
        _room = await Room.OpenAsync(_client, _screen, _people, conversation, title, cancellationToken);
    }

    // One thing is open at a time: what is typed has one meaning.
    private async ValueTask CloseAsync()
    {
        _dashboard.Leave();
        await _desk.CloseAsync();
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or InvalidDataException or ArgumentException)
        {
            _screen.Line(Tone.Warning, exception.Message);
        }
        finally
        {
            _screen.Hint("");
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
}
