using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Alerts;

/// <summary>
/// When a dossier is to look at its alerts again: with each fact that may come to one, when that one is due; and at
/// once when one stands that may be over. What they come to is decided then: see <see cref="RaiseAlertsCommand"/>.
/// </summary>
internal static class AlertDueTimes
{
    private const long DayMs = 86_400_000;

    /// <summary>A decision on this dossier, with the times that its facts set.</summary>
    public static Decision Of(StreamId dossier, DossierState fold, Decision decision, PersonId author, long now)
    {
        List<ConsequenceRow> due = [];
        for (int i = 0; i < decision.Facts.Length; i++)
        {
            Fact fact = decision.Facts[i].Body;
            long seq = fold.Head.Seq + 1 + i;
            foreach (AlertCause cause in New(fold, fact, Math.Max(now, fold.Head.At)))
            {
                if (cause.DueAt is { } dueAt)
                {
                    due.Add(At(dossier, seq, cause.Rule, author, Math.Max(1, dueAt)));
                }
            }
        }

        bool mayEnd = fold.Alerts.Standing.Count > 0
            || decision.Facts.Any(fact => fact.Body.BodyCase == Fact.BodyOneofCase.DossierMergeChanged);
        if (mayEnd && decision.Facts.Length > 0)
        {
            due.Add(At(dossier, fold.Head.Seq + 1, AlertRule.Unspecified, author, 0));
        }

        return decision.With([], due, []);
    }

    /// <summary>The dossier looks at its alerts on the next day: those of this one are raised.</summary>
    public static ConsequenceRow NextDay(StreamId dossier, DossierState fold, PersonId author, long now) =>
        At(
            dossier,
            fold.Head.Seq + 1,
            AlertRule.Unspecified,
            author,
            (((now / DayMs) + 1) * DayMs) + IDossierDueTimes.ClocksApartMs);

    private static ConsequenceRow At(StreamId dossier, long seq, AlertRule rule, PersonId author, long dueAt) =>
        new(dossier, seq, dossier, ConsequenceKind.AlertDue + (int)rule, author, dueAt);

    private static IEnumerable<AlertCause> New(DossierState fold, Fact fact, long now)
    {
        IEnumerable<AlertCause> causes = AlertCauses.Of(fact)
            .Select(Anyones).Except(AlertCauses.Before(fold, fact).Select(Anyones));
        return AlertBook.IsContact(fact) && now / DayMs > fold.Alerts.ContactAt / DayMs
            ? causes.Append(AlertCauses.NoContact(now))
            : causes;
    }

    // Whoever it concerns, it is due at the same time.
    private static AlertCause Anyones(AlertCause cause) => cause with { Person = ByteString.Empty };
}
