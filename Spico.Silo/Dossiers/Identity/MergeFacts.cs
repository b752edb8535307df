using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Identity;

/// <summary>What a merge and its undoing write in the dossier that is merged.</summary>
internal static class MergeFacts
{
    private static readonly RowSql Hide = new(
        "INSERT INTO dossier_merged (stream) VALUES ($1) ON CONFLICT (stream) DO NOTHING");

    private static readonly RowSql Show = new("DELETE FROM dossier_merged WHERE stream = $1");

    /// <summary>
    /// Another dossier, or none, is where this one goes on; the main one and the patient take note, and lists show it
    /// no longer, or again.
    /// </summary>
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
            ],
            [new RowChange(mergedInto.IsEmpty ? Show : Hide, call.Dossier.Value)]);
    }

    /// <summary>
    /// The dossier that this one was merged into was merged itself, at the same moment: this one goes on where that
    /// does, and that one takes note.
    /// </summary>
    public static Decision GoOn(DossierCall call, DossierState fold, StreamId before, StreamId main, string reason) =>
        Write(call, fold, main.ToByteString(), main, reason).With(new ConsequenceRow(
            call.Dossier, fold.Head.Seq + 1, before, ConsequenceKind.DossierMerged, call.Caller.Person));
}
