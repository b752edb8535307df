using Google.Protobuf;
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
        return Decision.Write(
            [Changed(entry)],
            [],
            [
                .. fold.Circle.Readers(DataClass.Coordination)
                    .Where(person => person != call.Caller.Person)
                    .Select(person => ConsequenceRow.Notify(call.Dossier, (long)entry.Entry, person, kind)),
            ]);
    }

    /// <summary>An entry that the server writes about the fact just before it.</summary>
    public static LiaisonEntry System(DossierCall call, long about, LiaisonKind kind) => new()
    {
        Entry = (ulong)about + 1,
        Kind = kind,
        Severity = LiaisonSeverity.Routine,
        HappenedAt = call.Now,
        Author = call.Caller.Person.ToByteString(),
        ActedBy = call.Caller.ActedBy?.ToByteString() ?? ByteString.Empty,
        WrittenAt = call.Now,
        About = (ulong)about,
    };

    /// <summary>The fact of an entry.</summary>
    public static FactDraft Changed(LiaisonEntry entry) => new(
        new Fact { LiaisonChanged = new LiaisonChanged { Entry = entry } }, DataClass.Coordination);
}
