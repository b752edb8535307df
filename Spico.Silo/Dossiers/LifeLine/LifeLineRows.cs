using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Dossiers.Dashboards;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.LifeLine;

/// <summary>
/// What happened in a dossier, as rows beside its facts: kinds and times, no text. What a fact tells of itself is all
/// there is: the life line is written by nobody.
/// </summary>
internal static class LifeLineRows
{
    private static readonly RowSql Insert = new(
        """
        INSERT INTO dossier_life_line (stream, seq, kind, class, happened_at, recorded_at, author, structure)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """);

    /// <summary>
    /// A decision with the rows of what it writes after this head, for the structure that its author acts for.
    /// </summary>
    public static Decision Of(
        StreamId dossier,
        StreamHead head,
        Decision decision,
        PersonId author,
        long now,
        ByteString? structure = null)
    {
        (long Seq, RowChange Row)[] told = [.. Rows(dossier, head, decision.Facts, author, now, structure)];
        return decision.With(
            [], told.Select(row => DashboardRows.Moved(dossier, row.Seq, author)), told.Select(row => row.Row));
    }

    private static IEnumerable<(long Seq, RowChange Row)> Rows(
        StreamId dossier, StreamHead head, FactDraft[] facts, PersonId author, long now, ByteString? structure)
    {
        long recordedAt = Math.Max(now, head.At);
        for (int i = 0; i < facts.Length; i++)
        {
            if (Told(facts[i].Body, head.Seq + 1 + i, recordedAt) is (var kind, var happenedAt))
            {
                long seq = head.Seq + 1 + i;
                yield return (seq, new RowChange(
                    Insert,
                    dossier.Value,
                    seq,
                    (long)kind,
                    (long)facts[i].DataClass,
                    happenedAt,
                    recordedAt,
                    author.Value,
                    IdOf(StructureOf(facts[i].Body) ?? structure)));
            }
        }
    }

    // What is a structure's own, whoever wrote it.
    private static ByteString? StructureOf(Fact body) =>
        body.CircleChanged?.Member.Structure?.Structure ?? body.FollowUpChanged?.FollowUp.Structure;

    // What changes an entry that is there already is in the history, and no news of the patient.
    private static (LifeLineKind Kind, long HappenedAt)? Told(Fact body, long seq, long now) => body.BodyCase switch
    {
        Fact.BodyOneofCase.DossierCreated => (LifeLineKind.Created, now),
        Fact.BodyOneofCase.IdentityChanged => (LifeLineKind.Identity, now),
        Fact.BodyOneofCase.DossierMergeChanged => (LifeLineKind.Merge, now),
        Fact.BodyOneofCase.CircleChanged => (LifeLineKind.Circle, TimeOf(body.CircleChanged.Member.Periods[^1])),
        Fact.BodyOneofCase.AccessChanged when body.AccessChanged.Access is
        { Kind: AccessKind.Emergency, EndedAt: 0 } => (LifeLineKind.Circle, now),
        Fact.BodyOneofCase.ConsentChanged => (LifeLineKind.Consent, now),
        Fact.BodyOneofCase.ObjectionChanged => (LifeLineKind.Objection, now),
        Fact.BodyOneofCase.LiaisonChanged when IsNews(body.LiaisonChanged.Entry) =>
            (LifeLineKind.Liaison, body.LiaisonChanged.Entry.HappenedAt),
        Fact.BodyOneofCase.CareTaskChanged when body.CareTaskChanged.Task.State == CareTaskState.Done =>
            (LifeLineKind.TaskDone, now),
        Fact.BodyOneofCase.AppointmentChanged when body.AppointmentChanged.News =>
            (LifeLineKind.Appointment, TimeOf(body.AppointmentChanged.Appointment, now)),
        Fact.BodyOneofCase.FormChanged when body.FormChanged.Response.State == FormState.Completed =>
            (LifeLineKind.Form, now),
        Fact.BodyOneofCase.PlanChanged when body.PlanChanged.Change is PlanChange.Validated or PlanChange.Moved =>
            (LifeLineKind.Plan, now),
        Fact.BodyOneofCase.FollowUpChanged => (LifeLineKind.FollowUp, now),
        Fact.BodyOneofCase.StayChanged => (LifeLineKind.Stay, body.StayChanged.Stay.Steps[^1].At),
        Fact.BodyOneofCase.MemoChanged when body.MemoChanged.Memo.Version == 1 => (LifeLineKind.Memo, now),
        Fact.BodyOneofCase.AdministrationChanged => (LifeLineKind.Administration, now),
        Fact.BodyOneofCase.DocumentChanged when IsNews(body.DocumentChanged.Document, seq) =>
            (LifeLineKind.Document, TimeOf(body.DocumentChanged.Document, now)),
        _ => null,
    };

    // What the server wrote about another fact is in the life line as that.
    private static bool IsNews(LiaisonEntry entry) =>
        entry is { About: 0, Corrections: 0, Acknowledgements.Count: 0 };

    private static long TimeOf(Appointment appointment, long now) =>
        AppointmentMoves.IsOff(appointment.State) ? now : appointment.StartsAt;

    private static Guid? IdOf(ByteString? structure) =>
        structure is { IsEmpty: false } ? new Guid(structure.Span, bigEndian: true) : null;

    // Neither is one more source, nor a withdrawal.
    private static bool IsNews(DossierDocument document, long seq) =>
        document.Withdrawn.Length == 0 && document.Versions[^1].Seq == (ulong)seq;

    // A document happened when it is of; another version of it, when it was deposited.
    private static long TimeOf(DossierDocument document, long now) =>
        document.Versions.Count == 1 ? document.DatedAt : now;

    private static long TimeOf(CirclePeriod period) => period.To == 0 ? period.From : period.To;
}
