using System.Collections.Concurrent;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;
using Section = Spico.Protocol.V1.DashboardSection;

namespace Spico.Scenarios.Tests;

public sealed class DashboardTests
{
    /// <summary>
    /// Goal: one command tells bob all he has to see to, he is told of each change of it, and who does not read what
    /// it is about learns nothing. Method: alice does one thing for each section.
    /// </summary>
    [Theory, EveryWay]
    public async Task A_dashboard_is_whole_and_live_and_tells_nobody_what_they_may_not_read(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Infirmière");
        Colleague bob = await clinic.Admit("bob", profession: "Médecin");
        Colleague sonia = await clinic.Admit("sonia", profession: "Assistante sociale");
        StreamId dossier = await alice.CreatesDossier();
        await alice.Client.BeginCareAsync(dossier, bob.Joins());
        await alice.Client.BeginCareAsync(dossier, sonia.Joins());
        StreamId group = await alice.StartsGroup("Tournée", bob, sonia);
        ConcurrentQueue<DashboardChanged> told = [];
        bob.Client.DashboardChanged += told.Enqueue;
        await using OpenStream inbox = await bob.Client.OpenAsync(bob.Client.Inbox);

        ChangeTaskResponse late = await alice.Client.CreateTaskAsync(dossier, new NewCareTask
        {
            Title = "Renouveler l'ordonnance",
            DueAt = 1_700_000_000_000,
            Person = bob.Person.ToByteString(),
        });
        ChangeStayResponse stay = await alice.Client.RecordStayAsync(dossier, new NewStay
        {
            State = StayState.Admitted,
            Hospital = "CH de l'Exemple",
            Reason = "Chute",
        });
        PostMessageResponse urgent = await alice.Client.PostUrgentAsync(group, "Mme X est tombée.");
        PostMessageResponse posted = await alice.Sends(group, "Qui passe demain ?");
        MakeCareRequestResponse asked = await alice.Client.MakeCareRequestAsync(
            group, posted.Position.Seq, [bob.Person]);

        ReadDashboardResponse bobs = await Eventually.Becomes(
            "bob's dashboard",
            () => bob.Client.ReadDashboardAsync(),
            read => read.Alerts.Count == 2 && read.Urgencies.Count == 1,
            "two alerts and an urgency");
        Assert.Equal((late.Task, 1u), (Assert.Single(bobs.Tasks.Entries).Task.Task, bobs.Tasks.Overdue));
        Assert.Equal(
            (group.ToByteString(), urgent.Urgency, true),
            bobs.Urgencies.Entries[0] is var one ? (one.Conversation, one.Urgency, one.Unanswered) : default);
        Assert.Equal(asked.Position.Seq, Assert.Single(bobs.Requests.Entries).Request.Request);
        Assert.Equal(dossier.ToByteString(), Assert.Single(bobs.News.Entries).Dossier);
        Assert.Equal(stay.Stay, Assert.Single(bobs.Stays.Entries).Stay.Stay);
        Assert.Equal(
            [AlertRule.TaskOverdue, AlertRule.Admission],
            bobs.Alerts.Entries.Select(each => each.Alert.Rule).Order());
        await IsTold(Section.Stays, (long)stay.Stay);
        await IsTold(Section.Alerts, (long)bobs.Alerts.Entries[0].Alert.Alert_);

        ReadDashboardResponse sonias = await sonia.Client.ReadDashboardAsync();
        Assert.Equal((0u, 0u, 0u), (sonias.Stays.Count, sonias.Alerts.Count, sonias.Tasks.Count));
        Assert.Equal(bobs.News.Entries[0].Count - 1, Assert.Single(sonias.News.Entries).Count);
        Alert admission = bobs.Alerts.Entries.Single(each => each.Alert.Rule == AlertRule.Admission).Alert;
        Error unread = await Refusal.Of(
            ErrorCode.NotAccessible, () => sonia.Client.AcknowledgeAlertAsync(dossier, admission.Alert_));
        Assert.Equal("alert", unread.Field);

        ulong marked = await SaysTo(bob, alice, dossier, bobs.Alerts);
        await IsTold(Section.News, (long)marked);

        Task<DashboardChanged[]> IsTold(Section section, long seq) => Eventually.Becomes(
            $"bob is told of {section}",
            () => told.ToArray(),
            changes => changes.Any(change => change.Dossier == dossier.ToByteString()
                && change.Seq == (ulong)seq && change.Sections.Contains(section)),
            $"of {seq}");
    }

    // Each says for themselves that they have seen an alert; what was read is new no more.
    private static async Task<ulong> SaysTo(Colleague bob, Colleague alice, StreamId dossier, DashboardAlerts alerts)
    {
        await bob.Client.AcknowledgeAlertAsync(dossier, AlertOf(AlertRule.Admission));
        RequestId once = RequestId.New();
        DateTimeOffset tomorrow = DateTimeOffset.UtcNow.AddDays(1);
        ulong overdue = AlertOf(AlertRule.TaskOverdue);
        ChangeAlertResponse snoozed = await bob.Client.SnoozeAlertAsync(dossier, overdue, tomorrow, once);
        Assert.Equal(snoozed, await bob.Client.SnoozeAlertAsync(dossier, overdue, tomorrow, once));
        await bob.Client.MarkDossierReadAsync(dossier, (long)snoozed.Position.Seq);
        var page = new ReadDashboardRequest { Section = Section.Alerts };
        Assert.Equal(0u, (await bob.Client.ReadDashboardAsync(page)).Alerts.Count);
        Assert.Empty((await bob.Client.ReadDashboardAsync()).News.Entries);
        Assert.Equal(1u, (await alice.Client.ReadDashboardAsync(page)).Alerts.Count);
        page.Limit = 101;
        await Refusal.Of(ErrorCode.InvalidArgument, () => bob.Client.ReadDashboardAsync(page));
        return snoozed.Position.Seq;

        ulong AlertOf(AlertRule rule) => alerts.Entries.Single(each => each.Alert.Rule == rule).Alert.Alert_;
    }
}
