using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>What the person may do in the conversation that is open, beside writing.</summary>
/// <param name="client">The session.</param>
/// <param name="screen">Where it is said how to.</param>
/// <param name="finder">The people found last.</param>
/// <param name="open">The conversation that is open, or null.</param>
internal sealed class RoomVerbs(SpicoClient client, IScreen screen, Finder finder, Func<Room?> open)
{
    private static readonly Reaction[] Reactions = [.. Enum.GetValues<Reaction>().Where(each => each > 0)];
    private static readonly Dictionary<string, LegalBasis> Grounds = new()
    {
        ["team"] = LegalBasis.SameTeam,
        ["exchange"] = LegalBasis.Exchange,
        ["emergency"] = LegalBasis.Emergency,
        ["consent"] = LegalBasis.Consent,
    };

    public IReadOnlyList<Verb> Verbs =>
    [
        new("/reply", "#N TEXT", "answers a message", (text, stop) => On(text, (room, seq, rest) =>
            client.PostAsync(
                new PostMessageRequest { Conversation = room.ToByteString(), Text = rest, Quote = seq }, stop))),
        new("/edit", "#N TEXT", "changes a message of yours", (text, stop) => On(text, (room, seq, rest) =>
            client.EditAsync(room, (long)seq, rest, cancellationToken: stop))),
        new("/retract", "#N", "takes a message of yours back", (text, stop) => On(text, (room, seq, _) =>
            client.RetractAsync(room, (long)seq, cancellationToken: stop))),
        new("/react", $"#N {string.Join('|', Reactions).ToLowerInvariant()}", "reacts to a message", ReactAsync),
        new("/urgent", "TEXT", "posts a message that must be answered for", (text, stop) => In(room =>
            client.PostUrgentAsync(room, text, cancellationToken: stop))),
        new("/ack", "#N", "takes an urgency in hand", (text, stop) => On(text, (room, seq, _) =>
            client.AcknowledgeUrgencyAsync(room, seq, cancellationToken: stop))),
        new("/resolve", "#N", "ends an urgency", (text, stop) => On(text, (room, seq, _) =>
            client.ResolveUrgencyAsync(room, seq, cancellationToken: stop))),
        new("/ask", "NAME: TEXT", "asks members of that name for something", AskAsync),
        new("/take", "#N", "takes a request", (text, stop) => On(text, (room, seq, _) =>
            client.TakeCareRequestAsync(room, seq, cancellationToken: stop))),
        new("/answer", "#N", "says that a request is answered", (text, stop) => On(text, (room, seq, _) =>
            client.AnswerCareRequestAsync(room, seq, cancellationToken: stop))),
        new("/close", "#N", "closes a request of yours", (text, stop) => On(text, (room, seq, _) =>
            client.CloseCareRequestAsync(room, seq, cancellationToken: stop))),
        new("/decline", "#N", "declines a request", (text, stop) => On(text, (room, seq, _) =>
            client.DeclineCareRequestAsync(room, seq, cancellationToken: stop))),
        new("/todo", "[2026-11-30] [NOTE]", "marks the conversation as to do", TodoAsync),
        new("/done", "", "takes that mark away", (_, stop) => In(room =>
            client.MarkTodoAsync(room, isTodo: false, cancellationToken: stop))),
        new("/unread", "#N", "marks as unread from a message on; 0 no longer", (text, stop) => On(
            text, (room, seq, _) => client.MarkUnreadAsync(room, (long)seq, stop), lowest: 0)),
        new("/pin", "", "lists the conversation first", (_, stop) => In(room =>
            client.PinAsync(room, cancellationToken: stop))),
        new(
            "/add",
            "NUMBER [now] [team|exchange|emergency|consent WHERE]",
            "adds somebody found, on a ground; now: without what was before",
            AddAsync),
    ];

    private Task In(Func<StreamId, Task> act)
    {
        if (open() is { } room)
        {
            return act(room.Id);
        }

        screen.Line(Tone.Warning, "open a conversation first, by its number");
        return Task.CompletedTask;
    }

    private Task On(string text, Func<StreamId, ulong, string, Task> act, ulong lowest = 1) => In(room =>
    {
        if (Typed.TryNumber(text, out ulong seq, out string rest) && seq >= lowest)
        {
            return act(room, seq, rest);
        }

        if (lowest == 0 && text.Trim() == "0")
        {
            return act(room, 0, "");
        }

        screen.Line(Tone.Warning, "which one? Name it by its number, as #5");
        return Task.CompletedTask;
    });

    private Task ReactAsync(string text, CancellationToken cancellationToken) => On(text, (room, seq, rest) =>
    {
        if (Enum.TryParse(rest, ignoreCase: true, out Reaction reaction) && Reactions.Contains(reaction))
        {
            return client.ReactAsync(room, (long)seq, reaction, cancellationToken: cancellationToken);
        }

        screen.Line(Tone.Warning, $"one of {string.Join(", ", Reactions).ToLowerInvariant()}");
        return Task.CompletedTask;
    });

    private Task TodoAsync(string text, CancellationToken cancellationToken) => In(room =>
    {
        (DateTimeOffset? due, string note) = Typed.Dated(text);
        return client.MarkTodoAsync(room, isTodo: true, due, note, cancellationToken);
    });

    private Task AskAsync(string text, CancellationToken cancellationToken) => In(room =>
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        PersonId[] addressees = colon > 0 ? open()!.MembersNamed(text[..colon].Trim()) : [];
        if (addressees.Length == 0)
        {
            screen.Line(Tone.Warning, "whom? Begin with a member's name and a colon, as: /ask Paul: …");
            return Task.CompletedTask;
        }

        return client.PostRequestAsync(
            room, text[(colon + 1)..].Trim(), addressees, cancellationToken: cancellationToken);
    });

    private Task AddAsync(string text, CancellationToken cancellationToken) => In(room =>
    {
        (string number, string terms) = Typed.Split(text);
        if (finder.Choose(number) is not { } person)
        {
            screen.Line(Tone.Warning, "find them first: /find or /who, then /add with their number");
            return Task.CompletedTask;
        }

        NewMember member = Member(person, terms);
        if (open()!.Patient is not null && member.Basis == LegalBasis.Unspecified)
        {
            screen.Line(Tone.Warning, $"on which ground? As: /add {number} {string.Join('|', Grounds.Keys)}");
            return Task.CompletedTask;
        }

        return client.AddMemberAsync(room, member, cancellationToken: cancellationToken);
    });

    // What follows the ground says where it is recorded.
    private static NewMember Member(Person person, string terms)
    {
        var member = new NewMember { Person = person.Id, History = HistoryAccess.All };
        (string word, string rest) = Typed.Split(terms);
        if (word == "now")
        {
            member.History = HistoryAccess.FromNow;
            (word, rest) = Typed.Split(rest);
        }

        if (Grounds.TryGetValue(word, out LegalBasis basis))
        {
            (member.Basis, member.Reference) = (basis, rest);
        }

        return member;
    }
}
