using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Liaison;

/// <summary>What changes of the notebook write: the entry as it is from now on, and who is told of it.</summary>
internal static class LiaisonFacts
{
    /// <summary>An entry that is new: everybody of the circle who may read it is notified, but its author.</summary>
    public static Decision Write(DossierCall call, DossierState fold, LiaisonEntry entry)
    {
        NotificationKind kind = entry.Severity == LiaisonSeverity.Critical
            ? NotificationKind.LiaisonCritical
            : NotificationKind.Liaison;
        return Decision.Write([Changed(entry)], [], [.. Told(call, fold, entry, kind)]);
    }

    /// <summary>A fact, and the entry that the server writes about it: its readers are notified of the entry.</summary>
    public static Decision WriteWithEntry(
        DossierCall call, DossierState fold, FactDraft fact, LiaisonKind kind, long happenedAt)
    {
        LiaisonEntry entry = System(call, fold.Head.Seq + 1, kind);
        entry.HappenedAt = happenedAt;
        return Decision.Write(
            [fact, Changed(entry)], [], [.. Told(call, fold, entry, NotificationKind.Liaison)]);
    }

    /// <summary>An entry that the server writes about the fact just before it.</summary>
    public static LiaisonEntry System(DossierCall call, long about, LiaisonKind kind) => new()
    {
        Entry = (ulong)about + 1,
        Kind = kind,
        Severity = LiaisonSeverity.Routine,
        HappenedAt = call.Now,
        Author = call.Caller.Person.ToByteString(),
        ActedBy = call.ActedBy,
        WrittenAt = call.Now,
        About = (ulong)about,
    };

    /// <summary>Whether entries of a kind are the server's to write.</summary>
    public static bool IsSystems(LiaisonKind kind) => kind >= LiaisonKind.CircleChanged;

    /// <summary>The fact of an entry.</summary>
    public static FactDraft Changed(LiaisonEntry entry) => new(
        new Fact { LiaisonChanged = new LiaisonChanged { Entry = entry } }, DataClass.Coordination);

    private static IEnumerable<ConsequenceRow> Told(
        DossierCall call, DossierState fold, LiaisonEntry entry, NotificationKind kind) =>
        fold.Circle.Readers(DataClass.Coordination)
            .Where(person => person != call.Caller.Person)
            .Select(person => ConsequenceRow.Notify(call.Dossier, (long)entry.Entry, person, kind));
}
