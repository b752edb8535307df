using Google.Protobuf;
using Spico.Protocol;
using Spico.Silo.Dossiers.Alerts;
using Spico.Silo.Dossiers.Dashboards;
using Spico.Silo.Dossiers.LifeLine;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>
/// What goes with the facts of a dossier, whichever command writes them: the life line, what dashboards show, and when
/// the alerts are looked at again.
/// </summary>
internal static class DossierReadModels
{
    /// <summary>A decision on this dossier with all that; of a structure that its author acts for, if any.</summary>
    public static Decision Of(
        StreamId dossier, DossierState fold, Decision decision, PersonId author, long now, ByteString? structure = null)
    {
        decision = LifeLineRows.Of(dossier, fold.Head, decision, author, now, structure);
        decision = DashboardRows.Of(dossier, fold.Head, decision, author);
        return AlertDueTimes.Of(dossier, fold, decision, author, now);
    }
}
