using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Who = Spico.Protocol.V1.BeginCirclePeriod.WhoOneofCase;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>Checks what somebody joins a circle with. Whether a ground holds <see cref="GroundRules"/> say.</summary>
internal static class CircleFields
{
    private const int IdBytes = 16;

    /// <summary>Checks a period to begin; null when all is well.</summary>
    public static Error? Check(BeginCirclePeriod begin, long now)
    {
        Error? who = begin.WhoCase switch
        {
            Who.Person => PersonId.TryFrom(begin.Person, out _)
                ? null
                : Refusal.Invalid("begin.person", "16 bytes."),
            Who.Structure => CheckStructure(begin.Structure),
            Who.Relative => CheckRelative(begin.Relative),
            Who.Patient => begin.Patient.Person.IsEmpty || PersonId.TryFrom(begin.Patient.Person, out _)
                ? null
                : Refusal.Invalid("begin.patient.person", "16 bytes, or empty."),
            Who.Member => begin.Member.Length == IdBytes ? null : Refusal.Invalid("begin.member", "16 bytes."),
            _ => Refusal.Invalid("begin.who", "Not absent."),
        };
        who ??= begin.WhoCase == Who.Person || begin.Practice.IsEmpty
            ? CheckPractice(begin.Practice, "begin.practice")
            : Refusal.Invalid("begin.practice", "Of a professional only.");
        return who ?? CheckTime(begin.From, now, "begin.from") ?? (begin.WhoCase switch
        {
            Who.Person or Who.Structure => Check(begin.Function, begin.Ground, "begin."),
            // Known once the member is.
            Who.Member => null,
            _ => CheckNone(begin),
        });
    }

    /// <summary>Checks what a professional or structure does, and on which ground; null when all is well.</summary>
    public static Error? Check(CareFunction function, LegalGround? ground, string path = "")
    {
        if (function == CareFunction.Unspecified || !Enum.IsDefined(function))
        {
            return Refusal.Invalid(path + "function", "A known function.");
        }

        if (ground is null || ground.Basis == LegalBasis.Unspecified || !Enum.IsDefined(ground.Basis))
        {
            return Refusal.Invalid(path + "ground.basis", "A known basis.");
        }

        if (!Enum.IsDefined(ground.Team))
        {
            return Refusal.Invalid(path + "ground.team", "A known kind of team.");
        }

        return DossierLimits.CheckLength(ground.Reason, path + "ground.reason", DossierLimits.ReasonCharacters);
    }

    /// <summary>Checks the id of a practice situation, which may be absent; null when all is well.</summary>
    public static Error? CheckPractice(ByteString practice, string field) =>
        practice.Length is 0 or IdBytes ? null : Refusal.Invalid(field, "16 bytes, or empty.");

    /// <summary>Checks that who is no professional comes without function and ground; null when all is well.</summary>
    public static Error? CheckNone(BeginCirclePeriod begin) =>
        begin.Function == CareFunction.Unspecified && begin.Ground is null
            ? null
            : Refusal.Invalid("begin.ground", "Function and ground of professionals and structures only.");

    /// <summary>Checks a time that is past; null when all is well.</summary>
    public static Error? CheckTime(long time, long now, string field) =>
        time >= 0 && time <= now ? null : Refusal.Invalid(field, "Not in the future.");

    private static Error? CheckStructure(CareStructure structure) =>
        structure.Structure.Length == IdBytes
            ? DossierLimits.CheckText(structure.Name, "begin.structure.name", CircleLimits.NameCharacters)
            : Refusal.Invalid("begin.structure.structure", "16 bytes.");

    private static Error? CheckRelative(CareRelative relative)
    {
        if (relative.Roles.Count == 0 || relative.Roles.Distinct().Count() != relative.Roles.Count
            || relative.Roles.Any(role => role == RelativeRole.Unspecified || !Enum.IsDefined(role)))
        {
            return Refusal.Invalid("begin.relative.roles", "Known roles, at least one, each once.");
        }

        if (!Enum.IsDefined(relative.Protection))
        {
            return Refusal.Invalid("begin.relative.protection", "A known measure.");
        }

        if (!relative.Person.IsEmpty && !PersonId.TryFrom(relative.Person, out _))
        {
            return Refusal.Invalid("begin.relative.person", "16 bytes, or empty.");
        }

        return DossierLimits.CheckText(relative.Name, "begin.relative.name", CircleLimits.NameCharacters)
            ?? DossierLimits.CheckText(relative.Phone, "begin.relative.phone", CircleLimits.ContactCharacters)
            ?? DossierLimits.CheckLength(
                relative.Kinship, "begin.relative.kinship", CircleLimits.ContactCharacters)
            ?? DossierLimits.CheckLength(
                relative.Designation, "begin.relative.designation", CircleLimits.DesignationCharacters);
    }
}
