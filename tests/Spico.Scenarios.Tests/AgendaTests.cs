using System.Net;
using Google.Protobuf;
using Spico.Client;
using Spico.Client.Agendas;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;

namespace Spico.Scenarios.Tests;

public sealed class AgendaTests
{
    private static readonly DateTimeOffset Monday = new(2026, 10, 19, 0, 0, 0, TimeSpan.Zero);
    private static readonly HttpClient Software = new();

    [Theory, EveryWay]
    public async Task A_series_of_visits_is_in_both_agendas_live_in_the_dossier_and_in_calendar_software(
        Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Infirmière");
        Colleague bob = await clinic.Admit("bob", profession: "Médecin");
        StreamId dossier = await alice.CreatesDossier();
        await alice.Client.BeginCareAsync(dossier, bob.Joins());
        Reading shared = await bob.Opens(dossier);
        Reading bobs = await bob.Opens(StreamId.AgendaOf(bob.Person));
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.OpenAsync(StreamId.AgendaOf(alice.Person)));

        // Tuesdays at nine in Paris, across the night in which the clocks are put back.
        RequestId request = RequestId.New();
        ChangeAgendaResponse booked = await alice.Client.BookAsync(
            AgendaOwner.Of(alice.Person), Visits(dossier, bob), request);
        Assert.Equal(booked, await alice.Client.BookAsync(
            AgendaOwner.Of(alice.Person), Visits(dossier, bob), request));
        await bobs.Reaches(1);
        Appointment visits = bobs.Facts[^1].AppointmentChanged.Appointment;
        Assert.Equal((booked.Agenda, booked.Appointment), (visits.Agenda, visits.Appointment_));
        StreamId.TryFrom(visits.Agenda, out StreamId agenda);
        await bob.Client.AnswerAppointmentAsync(agenda, visits.Appointment_, ParticipantAnswer.Accepted);
        await bobs.Reaches(2);
        ListAgendaResponse page = await bob.Client.ListAgendaAsync(
            AgendaOwner.Of(bob.Person), Monday, Monday.AddDays(14));
        Assert.Equal(
            [(20, 7), (27, 8)],
            page.Occurrences.Select(one => DateTimeOffset.FromUnixTimeMilliseconds(one.StartsAt))
                .Select(time => (time.Day, time.Hour)));
        FindFreeTimesResponse free = await bob.Client.FindFreeTimesAsync(new FindFreeTimesRequest
        {
            Persons = { alice.Person.ToByteString(), bob.Person.ToByteString() },
            From = Monday.AddDays(8).ToUnixTimeMilliseconds(),
            To = Monday.AddDays(9).ToUnixTimeMilliseconds(),
            Minutes = 60,
            FromMinute = 8 * 60,
            UntilMinute = 12 * 60,
        });
        Assert.Equal([7, 8], free.Times.Select(one => DateTimeOffset.FromUnixTimeMilliseconds(one.From).Hour));

        await alice.Client.MoveAppointmentAsync(AgendaOwner.Of(alice.Person), new AppointmentMove
        {
            Appointment = visits.Appointment_,
            From = AppointmentState.Booked,
            To = AppointmentState.Cancelled,
        });
        await bobs.Reaches(3);
        await Eventually.Becomes(
            "the dossier tells its circle",
            () => Task.FromResult(shared.Facts.LastOrDefault(fact => fact.AppointmentChanged is not null)),
            fact => fact?.AppointmentChanged.Appointment.State == AppointmentState.Cancelled,
            "that the visits are off");
        await IsReadByCalendarSoftware(alice);
    }

    [Theory, EveryWay]
    public async Task What_is_of_a_patient_is_live_in_a_shared_agenda_for_who_reads_the_dossier_alone(
        Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Infirmière");
        Colleague bob = await clinic.Admit("bob", profession: "Médecin");
        StreamId dossier = await alice.CreatesDossier();
        AgendaOwner hers = AgendaOwner.Of(alice.Person);
        await alice.Client.ShareAgendaAsync(hers, bob.Person, AgendaAccess.Write);
        Reading bobs = await bob.Opens(StreamId.AgendaOf(alice.Person));
        AppointmentDetails visits = Visits(dossier, bob);
        visits.Participants.Clear();
        ChangeAgendaResponse booked = await alice.Client.BookAsync(hers, visits);
        await bobs.Reaches((long)booked.Position.Seq);
        Appointment seen = bobs.Facts[^1].AppointmentChanged.Appointment;
        Assert.Equal((true, "", AppointmentKind.HomeVisit), (seen.Elided, seen.Title, seen.Kind));
        Assert.Empty(seen.Dossier);
        var off = new AppointmentMove
        {
            Appointment = booked.Appointment,
            From = AppointmentState.Booked,
            To = AppointmentState.Cancelled,
        };
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.MoveAppointmentAsync(hers, off));

        await alice.Client.BeginCareAsync(dossier, bob.Joins());
        ChangeAgendaResponse moved = await bob.Client.MoveAppointmentAsync(hers, off);
        await bobs.Reaches((long)moved.Position.Seq);
        seen = bobs.Facts[^1].AppointmentChanged.Appointment;
        Assert.Equal((false, "Pansement", dossier.ToByteString()), (seen.Elided, seen.Title, seen.Dossier));
    }

    [Theory, EveryWay]
    public async Task A_structure_s_agenda_that_is_open_is_closed_to_who_works_there_no_more(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague bob = await clinic.Admit("bob", profession: "Infirmier");
        await clinic.Practises(
            bob, new PracticeSituation { Profession = "Infirmier", StructureName = "SSIAD du Lauragais" });
        PracticeSituation known = Assert.Single(await bob.Client.ListPracticesAsync());
        Assert.True(StructureId.TryFrom(known.Structure, out StructureId house));
        ListAgendaResponse page = await bob.Client.ListAgendaAsync(AgendaOwner.Of(house), Monday, Monday.AddDays(7));
        Assert.True(StreamId.TryFrom(page.Agenda, out StreamId agenda));
        Reading bobs = await bob.Opens(agenda);
        await clinic.Practises(bob);
        Assert.Equal(StreamEndReason.AccessEnded, await bobs.Ends());
    }

    private static async Task IsReadByCalendarSoftware(Colleague alice)
    {
        Uri link = (await alice.Client.SetAgendaFeedAsync(isOn: true))!;
        using HttpResponseMessage feed = await Software.GetAsync(link, TestContext.Current.CancellationToken);
        string text = await feed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/calendar", feed.Content.Headers.ContentType!.MediaType);
        Assert.Contains("DTSTART;TZID=Europe/Paris:20261020T090000", text, StringComparison.Ordinal);
        Assert.Contains("STATUS:CANCELLED", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Pansement", text, StringComparison.Ordinal);

        using var again = new HttpRequestMessage(HttpMethod.Get, link);
        again.Headers.IfNoneMatch.Add(feed.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, await StatusOf(again));
        using var head = new HttpRequestMessage(HttpMethod.Head, link);
        Assert.Equal(HttpStatusCode.OK, await StatusOf(head));
        char last = link.AbsolutePath[^5];
        string almost = $"{link.AbsolutePath[..^5]}{(last == 'A' ? 'B' : 'A')}.ics";
        foreach (string wrong in new[] { "/agendas/x.ics", almost })
        {
            using var guess = new HttpRequestMessage(HttpMethod.Get, new Uri(link, wrong));
            Assert.Equal(HttpStatusCode.NotFound, await StatusOf(guess));
        }

        Assert.Null(await alice.Client.SetAgendaFeedAsync(isOn: false));
        using var over = new HttpRequestMessage(HttpMethod.Get, link);
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(over));
    }

    private static AppointmentDetails Visits(StreamId dossier, Colleague with) => new()
    {
        Kind = AppointmentKind.HomeVisit,
        Title = "Pansement",
        Dossier = dossier.ToByteString(),
        StartsAt = Monday.AddDays(1).AddHours(7).ToUnixTimeMilliseconds(),
        Minutes = 30,
        Recurrence = new Recurrence { Unit = RecurrenceUnit.Week, Count = 6 },
        Participants = { new AppointmentParticipant { Person = with.Person.ToByteString() } },
    };

    private static async Task<HttpStatusCode> StatusOf(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await Software.SendAsync(
            request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
