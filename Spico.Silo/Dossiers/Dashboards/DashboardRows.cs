using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Alerts;
using Spico.Silo.Dossiers.Stays;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Dashboards;

/// <summary>
/// What dashboards show of a dossier, as rows beside its facts, and that those who have one open are told. What a fact
/// tells of itself is all there is.
/// </summary>
internal static class DashboardRows
{
    private static readonly RowSql UpsertStay = new(
        """
        INSERT INTO dossier_stay (stream, seq, state, since, stay) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (stream, seq) DO UPDATE SET state = excluded.state, since = excluded.since, stay = excluded.stay
        """);

    private static readonly RowSql DeleteStay = new("DELETE FROM dossier_stay WHERE stream = $1 AND seq = $2");

    private static readonly RowSql UpsertPlan = new(
        """
        INSERT INTO dossier_plan (stream, seq, review_at, referent) VALUES ($1, $2, $3, $4)
        ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, review_at = excluded.review_at,
            referent = excluded.referent
        """);

    private static readonly RowSql DeletePlan = new("DELETE FROM dossier_plan WHERE stream = $1");

    /// <summary>A decision with the rows of what it writes after this head.</summary>
    public static Decision Of(StreamId dossier, StreamHead head, Decision decision, PersonId author) => decision.With(
        [],
        Enumerable.Range(0, decision.Facts.Length)
            .Where(i => IsShown(decision.Facts[i].Body))
            .Select(i => Moved(dossier, head.Seq + 1 + i, author)),
        decision.Facts.SelectMany(fact => Of(dossier, fact.Body, author)));

    /// <summary>Those who read a fact are told that it changes their dashboard.</summary>
    public static ConsequenceRow Moved(StreamId dossier, long seq, PersonId author) =>
        new(dossier, seq, dossier, ConsequenceKind.DashboardMoved, author);

    // What is on the life line as well is told of with it.
    private static bool IsShown(Fact body) =>
        body.AlertChanged is not null
        || body.PlanChanged is { Change: not PlanChange.Validated }
        || body.AccessChanged is { Access: not { Kind: AccessKind.Emergency, EndedAt: 0 } };

    private static IEnumerable<RowChange> Of(StreamId dossier, Fact body, PersonId author) => body.BodyCase switch
    {
        Fact.BodyOneofCase.StayChanged => [Of(dossier, body.StayChanged.Stay)],
        Fact.BodyOneofCase.PlanChanged => [Of(dossier, body.PlanChanged.Plan)],
        Fact.BodyOneofCase.AlertChanged => AlertRows.Of(dossier, body.AlertChanged.Alert, author),
        _ => [],
    };

    private static RowChange Of(StreamId dossier, HospitalStay stay) => StayMoves.IsOver(stay.State)
        ? new(DeleteStay, dossier.Value, (long)stay.Stay)
        : new(
            UpsertStay,
            dossier.Value,
            (long)stay.Stay,
            (long)stay.State,
            stay.Steps[^1].At,
            new SealedMessage(SealedColumns.StayOf(stay.Stay), stay));

    private static RowChange Of(StreamId dossier, CoordinationPlan plan) =>
        plan is { State: PlanState.Active, ReviewAt: > 0 }
            ? new(
                UpsertPlan,
                dossier.Value,
                (long)plan.Plan,
                plan.ReviewAt,
                new Guid(plan.Referent.Span, bigEndian: true))
            : new(DeletePlan, dossier.Value);
}
