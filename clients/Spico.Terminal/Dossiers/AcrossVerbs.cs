using System.Globalization;
using Google.Protobuf;
using Spico.Client;
using Spico.Client.Agendas;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>
/// What lies across dossiers: the board and the person's agenda. What changes on either is told in a line.
/// </summary>
internal sealed class AcrossVerbs(SpicoClient client, IScreen screen, People people, DossierDesk desk)
    : IAsyncDisposable
{
    private const int TasksShown = 100;
    private const int Days = 7;

    private readonly CancellationTokenSource _closing = new();
    private readonly DossierNames _names = new(people);
    private OpenStream? _agenda;
    private Task _following = Task.CompletedTask;

    public IReadOnlyList<Verb> Verbs =>
    [
        new("/board", "[mine|overdue]", "the tasks of all your dossiers", BoardAsync),
        new("/agenda", "[2026-11-30]", "your agenda for a week", AgendaAsync),
    ];

    /// <summary>From now on what changes on the board is told.</summary>
    public void Begin() => client.BoardChanged += OnBoardChanged;

    public async ValueTask DisposeAsync()
    {
        client.BoardChanged -= OnBoardChanged;
        await _closing.CancelAsync();
        if (_agenda is not null)
        {
            await _agenda.DisposeAsync();
        }

        await _following;
        _closing.Dispose();
    }

    private async Task BoardAsync(string text, CancellationToken cancellationToken)
    {
        var query = new ListTasksRequest { Limit = TasksShown, Overdue = text == "overdue" };
        if (text == "mine")
        {
            query.Person = client.Person.ToByteString();
        }

        ListTasksResponse page = await client.ListTasksAsync(query, cancellationToken);
        await _names.LearnAsync(page.Tasks.Select(card => card.Task.Person), cancellationToken);
        Show("to do", page, CareTaskState.Requested, CareTaskState.Accepted);
        Show("in progress", page, CareTaskState.InProgress);
        Show("waiting", page, CareTaskState.OnHold);
        if (page.Tasks.Count == 0)
        {
            screen.Line(Tone.Notice, "nothing is to be done");
        }
        else if (page.Next.Length > 0)
        {
            screen.Line(Tone.Notice, $"     and more than {TasksShown}");
        }
    }

    private void Show(string column, ListTasksResponse page, params CareTaskState[] states)
    {
        BoardTask[] cards = [.. page.Tasks.Where(card => states.Contains(card.Task.State))];
        if (cards.Length > 0)
        {
            screen.Line(Tone.Notice, $"── board: {column} ──");
        }

        foreach (BoardTask card in cards)
        {
            (Tone tone, string line) = LineOf(card);
            screen.Line(tone, $"   {line}");
        }
    }

    private (Tone Tone, string Text) LineOf(BoardTask card)
    {
        (Tone tone, string line) = new DossierLines(_names).Of(card.Task, OpenDossier.Now);
        return (tone, $"{desk.NameOf(card.Dossier)} {line}");
    }

    private void OnBoardChanged(BoardChanged changed)
    {
        // The dossier that is open tells it itself.
        if (desk.Open is not { } open || open.Id.ToByteString() != changed.Dossier)
        {
            string card = $"{desk.NameOf(changed.Dossier)} #{changed.Task}";
            screen.Line(Tone.Message, $"  ● board, {DossierWords.Of(changed.State)}: {card}; /board");
        }
    }

    private async Task AgendaAsync(string text, CancellationToken cancellationToken)
    {
        DateTimeOffset today = TimeProvider.System.GetLocalNow();
        DateTimeOffset from = Typed.Dated(text).Date ?? today.AddTicks(-today.TimeOfDay.Ticks);
        ListAgendaResponse page = await client.ListAgendaAsync(
            AgendaOwner.Of(client.Person), from, from.AddDays(Days), cancellationToken);
        await _names.LearnAsync(
            page.Appointments.SelectMany(each => each.Participants.Select(one => one.Person).Append(each.CreatedBy)),
            cancellationToken);
        string day = "";
        foreach (AgendaOccurrence occurrence in page.Occurrences)
        {
            DateTimeOffset at = Shown.At(occurrence.StartsAt);
            string next = at.ToString("ddd yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (next != day)
            {
                day = next;
                screen.Line(Tone.Notice, $"── {day} ──");
            }

            screen.Line(
                occurrence.Overlaps > 0 ? Tone.Warning : Tone.Message,
                $"   {LineOf(occurrence, page.Appointments[(int)occurrence.Appointment])}");
        }

        if (page.Occurrences.Count == 0)
        {
            screen.Line(Tone.Notice, $"nothing from {from:yyyy-MM-dd} on, for {Days} days");
        }

        if (_agenda is null)
        {
            _agenda = await client.OpenAsync(StreamId.AgendaOf(client.Person), cancellationToken: cancellationToken);
            _following = FollowAsync(_agenda);
        }
    }

    private string LineOf(AgendaOccurrence occurrence, Appointment appointment) =>
        $"{DossierWords.Clock(occurrence.StartsAt)}–{DossierWords.Clock(occurrence.EndsAt)} " +
        $"{DossierWords.Of(appointment.Kind)}: " + DossierWords.Joined(
            appointment.Title,
            appointment.Dossier.IsEmpty ? "" : desk.NameOf(appointment.Dossier),
            appointment.Place,
            WithOf(appointment),
            appointment.State == AppointmentState.Booked ? "" : DossierWords.Of(appointment.State),
            occurrence.Overlaps > 0 ? $"overlaps {occurrence.Overlaps}" : "");

    private string WithOf(Appointment appointment)
    {
        ByteString self = client.Person.ToByteString();
        string others = DossierWords.Joined(appointment.Participants.Select(each => each.Person)
            .Append(appointment.CreatedBy).Where(person => !person.IsEmpty && person != self)
            .Distinct().Select(_names.Of));
        return others.Length > 0 ? $"with {others}" : "";
    }

    private async Task FollowAsync(OpenStream agenda)
    {
        bool goesOn = true;
        while (goesOn)
        {
            try
            {
                await foreach (Fact fact in agenda.Facts.WithCancellation(_closing.Token))
                {
                    if (fact.AppointmentChanged is { News: true } changed)
                    {
                        await _names.LearnAsync([changed.Appointment.CreatedBy], _closing.Token);
                        screen.Line(
                            Tone.Message, $"  ● agenda: {new DossierLines(_names).Of(changed.Appointment)}");
                    }
                }

                goesOn = false;
            }
            catch (StreamResyncException)
            {
                // The next look at it shows it as it is.
            }
            catch (Exception failure) when (failure is SpicoException or OperationCanceledException)
            {
                goesOn = false;
            }
        }
    }
}
