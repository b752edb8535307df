using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Dossiers.Forms;

namespace Spico.Silo.Tests.Dossiers.Alerts;

/// <summary>What members do that alerts are raised for, and what they say to them.</summary>
internal static class AlertDesk
{
    /// <summary>The rules by which alerts stand, in the order they were raised.</summary>
    public static AlertRule[] Standing(this Desk desk) => [.. desk.Dossier.Alerts.Standing.Select(alert => alert.Rule)];

    /// <summary>The alerts that were raised, ever.</summary>
    public static List<Alert> Raised(this Desk desk) =>
    [
        .. desk.Facts.Where(fact => fact.Kind == Fact.BodyOneofCase.AlertChanged)
            .Where(fact => fact.Body!.AlertChanged.Alert.Alert_ == (ulong)fact.Head.Seq)
            .Select(fact => fact.Body!.AlertChanged.Alert),
    ];

    /// <summary>Who was notified by what was decided last.</summary>
    public static PersonId[] ToldOfAlerts(this Desk desk) =>
        [.. desk.Told.Where(row => row.Notification == NotificationKind.Alert).Select(row => row.Person)];

    public static ulong CreateDue(this Desk desk, PersonId author, TimeSpan after, PersonId? assignee = null)
    {
        var task = new NewCareTask { Title = "Renouveler l'ordonnance", DueAt = desk.In(after) };
        if (assignee is { } person)
        {
            task.Person = person.ToByteString();
        }

        Assert.Null(desk.Do(author, new Command
        {
            ChangeTask = new ChangeTaskRequest
            {
                RequestId = Desk.Id(),
                Dossier = desk.Stream.ToByteString(),
                Create = task,
            },
        }));
        return (ulong)desk.Last.Consequences[0].Seq;
    }

    public static Error? Consent(this Desk desk, PersonId author, TimeSpan until) => desk.Do(author, new Command
    {
        RecordConsent = new RecordConsentRequest
        {
            RequestId = Desk.Id(),
            Dossier = desk.Stream.ToByteString(),
            Consent = new SharingConsent
            {
                State = ConsentState.Given,
                Means = ConsentMeans.Oral,
                Proof = "said so",
                ExpiresAt = desk.In(until),
            },
        },
    });

    /// <summary>A plan comes into force; gives its number.</summary>
    public static ulong Plan(this Desk desk, PersonId author, PersonId referent, long reviewAt)
    {
        Assert.Null(desk.SetHead(author, referent, reviewAt));
        Assert.Null(desk.Complete(author, FormDesk.General));
        Assert.Null(desk.Complete(author, FormDesk.Synthesis));
        Assert.Null(desk.SetGoal(author, new PlanGoal { Text = "Sortir seule" }));
        Assert.Null(desk.Validate(author));
        return desk.Dossier.Plans.Plan!.Plan;
    }

    /// <summary>The identity is what it was, with these attributes.</summary>
    public static void Doubt(this Desk desk, PersonId author, params IdentityAttribute[] attributes)
    {
        Patient before = desk.Dossier.Identity.Patient;
        Patient patient = before.Clone();
        patient.Attributes.Clear();
        patient.Attributes.Add(attributes);
        var changed = new IdentityChanged { Patient = patient, Before = before };
        desk.Note(author, new FactDraft(new Fact { IdentityChanged = changed }, DataClass.Identity));
    }

    public static Error? Acknowledge(this Desk desk, PersonId person, Alert alert) =>
        desk.Say(person, alert, new ChangeAlertRequest { Acknowledge = true });

    public static Error? Snooze(this Desk desk, PersonId person, Alert alert, TimeSpan time) =>
        desk.Say(person, alert, new ChangeAlertRequest { SnoozeUntil = desk.In(time) });

    public static Error? Say(this Desk desk, PersonId person, Alert alert, ChangeAlertRequest request)
    {
        request.RequestId = Desk.Id();
        request.Dossier = desk.Stream.ToByteString();
        request.Alert = alert.Alert_;
        return desk.Do(person, new Command { ChangeAlert = request });
    }

    /// <summary>A time from now on.</summary>
    public static long In(this Desk desk, TimeSpan time) => desk.Now + (long)time.TotalMilliseconds;
}
