using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Identity;

/// <summary>What a merge and its undoing write in the dossier that is merged.</summary>
internal static class MergeFacts
{
    /// <summary>Another dossier, or none, is where this one goes on; the main one and the patient take note.</summary>
    public static Decision Write(
        DossierCall call, DossierState fold, ByteString mergedInto, StreamId main, string reason)
    {
        long seq = fold.Head.Seq + 1;
        PersonId author = call.Caller.Person;
        var changed = new DossierMergeChanged
        {
            MergedInto = mergedInto,
            Absorbed = { fold.Identity.Absorbed },
            Reason = reason,
        };
        _ = StreamId.TryFrom(fold.Identity.Patient.Id, out StreamId patient);
        return Decision.Write(
            [new FactDraft(new Fact { DossierMergeChanged = changed }, DataClass.Identity)],
            [],
            [
                new ConsequenceRow(call.Dossier, seq, main, ConsequenceKind.DossierMerged, author),
                new ConsequenceRow(call.Dossier, seq, patient, ConsequenceKind.PatientMerged, author),
            ]);
    }
}
