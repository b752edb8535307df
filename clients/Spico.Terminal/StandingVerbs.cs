using System.Globalization;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>How the person stands to others: as what they act, who acts for them, who sees how far they are.</summary>
internal sealed class StandingVerbs(
    SpicoClient client, IScreen screen, People people, Finder finder, Func<Room?> open)
{
    private IReadOnlyList<PracticeSituation> _practices = [];

    public IReadOnlyList<Verb> Verbs =>
    [
        new("/receipts", "[members|creator|nobody]", "how far the others are, or who sees that", ReceiptsAsync),
        new("/practices", "", "your practice situations", PracticesAsync),
        new("/practice", "NUMBER|none", "acts in one of them here from now on", PracticeAsync),
        new("/delegations", "", "who acts for you, and for whom you may act", DelegationsAsync),
        new("/delegate", "NUMBER replacement|secretary 2026-12-31", "lets somebody found act for you", DelegateAsync),
        new("/revoke", "#N", "ends a delegation", RevokeAsync),
    ];

    private async Task ReceiptsAsync(string text, CancellationToken cancellationToken)
    {
        if (Open() is not { } room)
        {
            return;
        }

        ReceiptPolicy? policy = text.Trim() switch
        {
            "" => null,
            "members" => ReceiptPolicy.Members,
            "creator" => ReceiptPolicy.Creator,
            "nobody" => ReceiptPolicy.Unspecified,
            _ => throw new ArgumentException("/receipts, or /receipts members, creator, nobody"),
        };
        if (policy is { } asked)
        {
            await client.SetReceiptsAsync(room.Id, asked, cancellationToken: cancellationToken);
            return;
        }

        Show(room.Receipts.Lines(), "nothing is told of how far the others are; /receipts members would");
    }

    private async Task PracticesAsync(string text, CancellationToken cancellationToken)
    {
        _practices = await client.ListPracticesAsync(cancellationToken: cancellationToken);
        Show(
            _practices.Select((practice, i) => string.Create(
                CultureInfo.InvariantCulture, $"{i + 1,3}  {Shown.Practice(practice)}")),
            "none is registered");
    }

    private async Task PracticeAsync(string number, CancellationToken cancellationToken)
    {
        if (Open() is not { } room)
        {
            return;
        }

        PracticeId? chosen = Typed.Choose(number, _practices) is { } practice
            && PracticeId.TryFrom(practice.Id, out PracticeId id) ? id : null;
        if (chosen is null && number != "none")
        {
            screen.Line(Tone.Warning, "which one? /practices lists them");
            return;
        }

        await client.SetPracticeAsync(room.Id, chosen, cancellationToken: cancellationToken);
    }

    private async Task DelegationsAsync(string text, CancellationToken cancellationToken)
    {
        ListDelegationsResponse all = await client.ListDelegationsAsync(cancellationToken);
        await people.LearnAsync(
            all.Given.Select(given => IdOf(given.GivenTo)).Concat(all.Received.Select(had => IdOf(had.GivenBy))),
            cancellationToken);
        Show(
            all.Given.Select(given =>
                $"#{given.Delegation_} {people.NameOf(IdOf(given.GivenTo))} may act for you {Terms(given)}")
                .Concat(all.Received.Select(had =>
                    $"you may act for {people.NameOf(IdOf(had.GivenBy))} {Terms(had)}: " +
                    $"--for {new Guid(had.GivenBy.Span, bigEndian: true)}")),
            "no delegations");
    }

    private async Task DelegateAsync(string text, CancellationToken cancellationToken)
    {
        (string number, string rest) = Typed.Split(text);
        (string kind, string day) = Typed.Split(rest);
        if (finder.Choose(number) is not { } person || !PersonId.TryFrom(person.Id, out PersonId id)
            || Typed.Dated(day).Date is not { } until
            || (kind is not "replacement" and not "secretary"))
        {
            screen.Line(Tone.Warning, "whom, as what, until when? As: /delegate 1 replacement 2026-12-31");
            return;
        }

        await client.GrantDelegationAsync(
            id,
            kind == "secretary" ? DelegationKind.Secretary : DelegationKind.Replacement,
            until,
            cancellationToken: cancellationToken);
        screen.Line(Tone.Notice, $"{person.Name} may act for you until {day}");
    }

    private async Task RevokeAsync(string text, CancellationToken cancellationToken)
    {
        if (Typed.TryNumber(text, out ulong delegation, out _))
        {
            await client.RevokeDelegationAsync(delegation, cancellationToken: cancellationToken);
            screen.Line(Tone.Notice, "it is over");
            return;
        }

        screen.Line(Tone.Warning, "which one? /delegations lists them");
    }

    private Room? Open()
    {
        if (open() is { } room)
        {
            return room;
        }

        screen.Line(Tone.Warning, "open a conversation first, by its number");
        return null;
    }

    private void Show(IEnumerable<string> lines, string none)
    {
        bool isAny = false;
        foreach (string line in lines)
        {
            isAny = true;
            screen.Line(Tone.Notice, $"  {line}");
        }

        if (!isAny)
        {
            screen.Line(Tone.Notice, none);
        }
    }

    private static string Terms(Delegation delegation) =>
        $"as {delegation.Kind.ToString().ToLowerInvariant()} until {Shown.Time(delegation.Until)}";

    private static PersonId IdOf(Google.Protobuf.ByteString bytes) =>
        PersonId.TryFrom(bytes, out PersonId person) ? person : default;
}
