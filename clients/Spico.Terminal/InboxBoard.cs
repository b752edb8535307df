using System.Globalization;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>
/// The person's conversations: listed when asked for, and kept as the server tells of them. What comes in while another
/// conversation is open is said in a line.
/// </summary>
internal sealed class InboxBoard(SpicoClient client, IScreen screen, People people) : IAsyncDisposable
{
    private const int ConversationsShown = 50;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<StreamId, InboxEntry> _known = [];
    private List<StreamId> _listed = [];
    private OpenStream? _stream;
    private Task _following = Task.CompletedTask;
    private Task _listing = Task.CompletedTask;

    /// <summary>Opens the inbox, then lists it: whatever happens from then on is told.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        client.InboxChanged += OnChanged;
        client.MarkChanged += OnMarked;
        _stream = await client.OpenAsync(client.Inbox, cancellationToken: cancellationToken);
        _following = FollowAsync(_stream);
        await ListAsync("", cancellationToken);
    }

    /// <summary>Lists the conversations, or those with a mark.</summary>
    public async Task ListAsync(string mark, CancellationToken cancellationToken)
    {
        InboxMark[] only = mark switch
        {
            "" => [],
            "todo" => [InboxMark.Todo],
            "unread" => [InboxMark.Unread],
            "archived" => [InboxMark.Archived],
            _ => throw new SpicoException(new Error { Message = "/list, or /list todo, unread, archived" }),
        };
        await LearnAsync(only, cancellationToken);
        List<InboxEntry> entries;
        lock (_gate)
        {
            entries = [.. _listed.Select(id => _known[id])];
        }

        if (entries.Count == 0)
        {
            screen.Line(Tone.Notice, only.Length == 0 ? "no conversations yet" : "none");
        }

        for (int i = 0; i < entries.Count; i++)
        {
            screen.Line(
                ToneOf(entries[i]),
                string.Create(CultureInfo.InvariantCulture, $"{i + 1,3}  {LineOf(entries[i])}"));
        }
    }

    /// <summary>A conversation by its number in the last list.</summary>
    public InboxEntry? Choose(string number)
    {
        lock (_gate)
        {
            return Typed.Choose(number, _listed.ConvertAll(id => _known.GetValueOrDefault(id) ?? new InboxEntry()))
                is { Conversation.IsEmpty: false } entry ? entry : null;
        }
    }

    /// <summary>The patients whom the conversations are about, each once.</summary>
    public IReadOnlyList<Patient> Patients
    {
        get
        {
            lock (_gate)
            {
                return [.. _known.Values.Select(entry => entry.Patient).OfType<Patient>()
                    .DistinctBy(patient => patient.Dossier).OrderBy(patient => patient.Traits?.BirthName)];
            }
        }
    }

    /// <summary>What a conversation is called.</summary>
    public string TitleOf(InboxEntry entry) => PersonId.TryFrom(entry.Peer, out PersonId peer)
        ? people.NameOf(peer)
        : entry is { Title.Length: 0, Patient: { } patient } ? Shown.PatientName(patient) : entry.Title;

    /// <summary>The same by its id, with the patient whom it is about.</summary>
    public string TitleOf(StreamId conversation, Patient? patient)
    {
        string title = TitleOf(conversation);
        string name = patient is null ? title : Shown.PatientName(patient);
        return name == title ? title : $"{title} · {name}";
    }

    /// <summary>The same by its id.</summary>
    public string TitleOf(StreamId conversation)
    {
        if (conversation.Kind == StreamKind.Dossier)
        {
            Patient? about = Patients.FirstOrDefault(patient => patient.Dossier == conversation.ToByteString());
            return about is null ? "a dossier" : $"the dossier of {about.Traits?.GivenNames} {about.Traits?.BirthName}";
        }

        lock (_gate)
        {
            return _known.TryGetValue(conversation, out InboxEntry? entry) ? TitleOf(entry) : "a conversation";
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.InboxChanged -= OnChanged;
        client.MarkChanged -= OnMarked;
        await _closing.CancelAsync();
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }

        await Task.WhenAll(_following, _listing);
        _closing.Dispose();
    }

    private static Tone ToneOf(InboxEntry entry) =>
        entry.UrgenciesUnanswered > 0 ? Tone.Warning : entry.Unread > 0 ? Tone.Message : Tone.Notice;

    private static StreamId IdOf(InboxEntry entry) =>
        StreamId.TryFrom(entry.Conversation, out StreamId conversation) ? conversation : default;

    // Of two states the one of the higher version, then of the higher head, holds.
    private static bool IsNewer(InboxEntry entry, InboxEntry known) =>
        entry.Version > known.Version || (entry.Version == known.Version && entry.Head.Seq >= known.Head.Seq);

    private string LineOf(InboxEntry entry)
    {
        string name = entry.Patient is not { } about ? TitleOf(entry)
            : entry.Title.Length == 0 ? Shown.Patient(about)
            : $"{entry.Title} · {Shown.Patient(about)}";
        return name + Shown.Waiting(entry);
    }

    private async Task LearnAsync(InboxMark[] only, CancellationToken cancellationToken)
    {
        ListInboxResponse page =
            await client.ListInboxAsync(only, ConversationsShown, cancellationToken: cancellationToken);
        await LearnPeersAsync(page.Entries, cancellationToken);
        lock (_gate)
        {
            _listed = [.. page.Entries.Select(IdOf)];
            foreach (InboxEntry entry in page.Entries)
            {
                StreamId id = IdOf(entry);
                _known[id] = _known.TryGetValue(id, out InboxEntry? known) && !IsNewer(entry, known) ? known : entry;
            }
        }
    }

    private Task LearnPeersAsync(IEnumerable<InboxEntry> entries, CancellationToken cancellationToken) =>
        people.LearnAsync(
            entries.Select(entry => PersonId.TryFrom(entry.Peer, out PersonId peer) ? peer : default)
                .Where(peer => peer != default),
            cancellationToken);

    private void OnChanged(InboxEntry? entry)
    {
        if (entry is null)
        {
            _listing = ListAgainAsync();
            return;
        }

        StreamId id = IdOf(entry);
        InboxEntry? known;
        lock (_gate)
        {
            known = _known.GetValueOrDefault(id);
            if (known is not null && !IsNewer(entry, known))
            {
                return;
            }

            _known[id] = entry;
        }

        bool isNews = entry.Unread > (known?.Unread ?? 0)
            || entry.UrgenciesUnanswered > (known?.UrgenciesUnanswered ?? 0)
            || entry.RequestsWaiting > (known?.RequestsWaiting ?? 0);
        if (isNews && entry.Marks is not { Muted: true })
        {
            screen.Line(ToneOf(entry), $"  ● {TitleOf(entry)}{Shown.Waiting(entry)}");
        }
    }

    private void OnMarked(MarkChanged mark)
    {
        StreamId.TryFrom(mark.Conversation, out StreamId id);
        lock (_gate)
        {
            if (_known.TryGetValue(id, out InboxEntry? known))
            {
                InboxEntry changed = known.Clone();
                changed.ReadUpTo = mark.ReadUpTo;
                changed.Unread = mark.Unread;
                changed.Version = mark.Version;
                changed.Marks = mark.Marks;
                changed.Head.Seq = Math.Max(mark.Head, mark.Version > known.Version ? known.Head.Seq : 0);
                _known[id] = IsNewer(changed, known) ? changed : known;
            }
        }
    }

    private async Task ListAgainAsync()
    {
        try
        {
            await LearnAsync([], _closing.Token);
        }
        catch (Exception failure) when (failure is SpicoException or OperationCanceledException)
        {
            // The next list shows it.
        }
    }

    private async Task FollowAsync(OpenStream stream)
    {
        bool goesOn = true;
        while (goesOn)
        {
            try
            {
                await foreach (Fact fact in stream.Facts.WithCancellation(_closing.Token))
                {
                    Tell(fact);
                }

                goesOn = false;
            }
            catch (StreamResyncException)
            {
                await ListAgainAsync();
            }
            catch (Exception failure) when (failure is SpicoException or OperationCanceledException)
            {
                goesOn = false;
            }
        }
    }

    private void Tell(Fact fact)
    {
        switch (fact.BodyCase)
        {
            case Fact.BodyOneofCase.ConversationLost
                when StreamId.TryFrom(fact.ConversationLost.Conversation, out StreamId lost):
                screen.Line(Tone.Notice, $"  ● you are no longer in {TitleOf(lost)}");
                lock (_gate)
                {
                    _known.Remove(lost);
                }

                break;
            case Fact.BodyOneofCase.Notified when !fact.Notified.Quiet
                && StreamId.TryFrom(fact.Notified.Conversation, out StreamId conversation)
                && ReasonOf(fact.Notified.Kind) is { } reason:
                screen.Line(
                    fact.Notified.Urgent ? Tone.Warning : Tone.Message, $"  ● {TitleOf(conversation)}: {reason}");
                break;
        }
    }

    private static string? ReasonOf(NotificationKind kind) => kind switch
    {
        NotificationKind.Mention => "you are mentioned",
        NotificationKind.UrgencyEscalated => "nobody has answered an urgency: it is passed on to you",
        NotificationKind.RequestChanged => "your request has changed",
        NotificationKind.Circle => "you joined the circle, or left it",
        NotificationKind.LiaisonCritical => "a critical entry, to be taken note of",
        NotificationKind.BreakGlass => "somebody opened it in an emergency",

        // The entry of the conversation says so.
        _ => null,
    };
}
