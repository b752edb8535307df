using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Consents;
using Spico.Silo.Dossiers.Objections;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>
/// Who may share what concerns a patient, as the law has it (L1110-4, L1110-12, L1111-6 CSP): inside a team of care,
/// between professionals who exchange, with the patient's consent, in an emergency. Says what proves the ground, or
/// what is to be done first. Pure.
/// </summary>
internal static class GroundRules
{
    /// <summary>Whether somebody may join, as circle and consents stand.</summary>
    public static GroundAnswer Answer(
        GroundQuestion asked, CareCircle circle, SharingConsents consents, SharingObjections objections)
    {
        if (asked.Member.Relative is { } relative)
        {
            return AnswerRelative(relative);
        }

        if (asked.Claimed is not { } claimed)
        {
            return default;
        }

        // The patient may object at any time; what cannot wait is the one exception, unless they object to that too.
        if (objections.Against(asked.Member, consents, asked.Now, claimed.Basis == LegalBasis.Emergency)
            is { } objection)
        {
            return new GroundAnswer(null, LegalStep.LiftObjection, objection.Objection);
        }

        if (claimed.Basis != LegalBasis.Emergency && consents.Objects(asked.Member, asked.Now))
        {
            return GroundAnswer.Lacks(LegalStep.RecordConsent);
        }

        LegalGround proven = claimed.Clone();
        proven.Consent = ByteString.Empty;
        proven.Structure = ByteString.Empty;
        proven.Team = claimed.Basis == LegalBasis.SameTeam ? claimed.Team : CareTeamKind.Unspecified;
        return claimed.Basis switch
        {
            LegalBasis.SameTeam => AnswerTeam(asked, proven, circle),
            LegalBasis.Exchange => asked.Member.Professional is not null && asked.Function != CareFunction.Other
                ? new GroundAnswer(proven, LegalStep.Unspecified)
                : GroundAnswer.Lacks(LegalStep.NameProfessional),
            LegalBasis.Consent => AnswerConsent(asked, proven, consents),
            _ => WithReason(proven),
        };
    }

    private static GroundAnswer AnswerRelative(CareRelative relative) =>
        relative.Roles.Contains(RelativeRole.PersonOfTrust) && string.IsNullOrWhiteSpace(relative.Designation)
            ? GroundAnswer.Lacks(LegalStep.NameDesignation)
        : relative.Roles.Contains(RelativeRole.LegalRepresentative)
            && relative.Protection == LegalProtection.Unspecified
            ? GroundAnswer.Lacks(LegalStep.NameProtection)
        : default;

    private static GroundAnswer AnswerTeam(GroundQuestion asked, LegalGround proven, CareCircle circle)
    {
        switch (proven.Team)
        {
            case CareTeamKind.SameStructure:
                IEnumerable<ByteString> own = asked.Member.Structure is { } structure
                    ? [structure.Structure]
                    : asked.Structures;
                ByteString[] theirs =
                [
                    .. circle.Structures,
                    .. circle.Professionals.SelectMany(member => member.Professional.Structures),
                ];
                if (own.FirstOrDefault(theirs.Contains) is not { } shared)
                {
                    return GroundAnswer.Lacks(LegalStep.ShareStructure);
                }

                proven.Structure = shared;
                return new GroundAnswer(proven, LegalStep.Unspecified);
            case CareTeamKind.Recognised or CareTeamKind.Organised:
                return WithReason(proven);
            default:
                return GroundAnswer.Lacks(LegalStep.NameTeam);
        }
    }

    private static GroundAnswer AnswerConsent(GroundQuestion asked, LegalGround proven, SharingConsents consents)
    {
        if (consents.FindGiven(asked.Member, asked.Claimed!.Consent, asked.Now) is not { } consent)
        {
            return GroundAnswer.Lacks(LegalStep.RecordConsent);
        }

        proven.Consent = consent.Id;
        return new GroundAnswer(proven, LegalStep.Unspecified);
    }

    private static GroundAnswer WithReason(LegalGround proven) => string.IsNullOrWhiteSpace(proven.Reason)
        ? GroundAnswer.Lacks(LegalStep.SayWhy)
        : new GroundAnswer(proven, LegalStep.Unspecified);
}
