using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>What every change of an identity comes to: a fact, what finds the patient, and the dossier told.</summary>
internal static class PatientChange
{
    /// <summary>Writes an identity; of the one before, what the new one does not say is kept.</summary>
    public static Decision Write(
        StreamId stream, PatientState fold, PatientRegistered registered, PersonId author, PatientRows rows)
    {
        if (fold.Known is { } known)
        {
            registered.FormerNumbers.Add(known.FormerNumbers);
            registered.MergedInto = known.MergedInto;
            if (PatientRules.IsFinal(known.Traits, registered.Traits))
            {
                registered.FormerNumbers.Add(new FormerNumber
                {
                    Ins = known.Traits.Ins,
                    InsAuthority = known.Traits.InsAuthority,
                });
            }
        }

        ConsequenceRow[] told = fold.Known is null
            ? []
            :
            [
                new ConsequenceRow(
                    stream,
                    fold.Head.Seq + 1,
                    StreamId.DossierOf(stream),
                    ConsequenceKind.IdentityChanged,
                    author),
            ];
        return Decision.Write(
            [new FactDraft(new Fact { PatientRegistered = registered }, DataClass.Identity)],
            [],
            told,
            rows.Of(stream, fold.Known, registered));
    }
}
