using Spico.Client;
using Spico.Client.Agendas;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;

namespace Spico.Scenarios.Tests;

public sealed class TraceTests
{
    [Theory, EveryWay]
    public async Task A_dossier_tells_its_circle_the_patient_and_auditors_who_opened_it(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Infirmière");
        Colleague mallory = await clinic.Admit("mallory", profession: "Médecin");
        Colleague patient = await clinic.Admit("élise", profession: "Patiente");
        Colleague officer = await clinic.Admit("olive", profession: "Déléguée à la protection des données");
        StreamId dossier = await alice.CreatesDossier();
        await alice.Client.BeginCareAsync(dossier, new BeginCirclePeriod
        {
            Patient = new CarePatient { Person = patient.Person.ToByteString() },
        });
        long closedAt;
        await using (OpenStream opened = await alice.Client.OpenAsync(dossier))
        {
            await alice.Client.WriteEntryAsync(
                dossier, new NewLiaisonEntry { Kind = LiaisonKind.VisitDone, Text = "Visite faite." });
            await foreach (Fact fact in opened.Facts)
            {
                Assert.NotNull(fact.LiaisonChanged);
                break;
            }

            closedAt = (long)opened.Opening.Head.Seq + 1;
        }

        await alice.Client.BookAsync(AgendaOwner.Of(alice.Person), Visit(dossier));
        await using (await alice.Client.OpenAsync(StreamId.AgendaOf(alice.Person)))
        {
            // The dossier is shown in it.
        }

        await Refusal.Of(ErrorCode.NotAccessible, () => mallory.Client.OpenAsync(dossier));
        await Refusal.Of(ErrorCode.NotAccessible, () => mallory.Client.ReadTracesAsync(dossier));
        ReadTracesResponse read = await Eventually.Becomes(
            "the closing is traced",
            () => patient.Client.ReadTracesAsync(dossier),
            page => page.Entries.Any(entry => entry.Trace.Kind == TraceKind.Closed)
                && page.Entries.Any(entry => IsOfAgenda(entry, Command.BodyOneofCase.CloseStream)),
            "a closing of the dossier and one of the agenda");
        Assert.Single(read.Entries, entry => IsOfAgenda(entry, Command.BodyOneofCase.OpenStream));
        AccessTrace closed = read.Entries.Single(entry => entry.Trace.Kind == TraceKind.Closed).Trace;
        TraceEntry opening = read.Entries.Single(entry => entry.Seq == closed.Opening);
        Assert.Equal(
            (TraceKind.Opened, alice.Person.ToByteString(), CareRole.Paramedical, (ulong)closedAt),
            (opening.Trace.Kind, opening.Trace.Person, opening.Trace.Role, closed.To));
        Assert.Equal(
            [(TraceKind.Opened, ErrorCode.NotAccessible), (TraceKind.Command, ErrorCode.NotAccessible)],
            read.Entries.Where(entry => entry.Trace.Person == mallory.Person.ToByteString())
                .OrderBy(entry => entry.Seq).Select(entry => (entry.Trace.Kind, entry.Trace.Outcome)));

        ReadTracesResponse page = await officer.Client.ReadTracesAsync(dossier, new ReadTracesRequest { Limit = 1 });
        Assert.Equal(patient.Person.ToByteString(), Assert.Single(page.Entries).Trace.Person);
        Assert.False(page.Entries[0].Trace.Session.IsEmpty);
        page = await officer.Client.ReadTracesAsync(dossier, new ReadTracesRequest { Cursor = page.Next });
        Assert.Equal(page.Entries.OrderByDescending(entry => entry.At), page.Entries);
    }

    private static bool IsOfAgenda(TraceEntry entry, Command.BodyOneofCase command) =>
        entry.Trace.Kind == TraceKind.Listed && entry.Trace.Command == (uint)command;

    private static AppointmentDetails Visit(StreamId dossier) => new()
    {
        Kind = AppointmentKind.HomeVisit,
        Title = "Visite",
        StartsAt = 1_785_499_200_000,
        Minutes = 30,
        Dossier = dossier.ToByteString(),
    };
}
