using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>
/// The times during which somebody is in the circle: in order, the last alone without an end, no two with a moment in
/// common.
/// </summary>
internal static class CirclePeriods
{
    /// <summary>The period that lasts; null for who is not in the circle.</summary>
    public static CirclePeriod? PresentOf(CircleMember member) =>
        member.Periods is [.., { To: 0 } last] ? last : null;

    /// <summary>When somebody left the circle; null for who is in it.</summary>
    public static long? LeftAt(CircleMember member) =>
        member.Periods is [.., { To: not 0 } last] ? last.To : null;

    /// <summary>Whether a period holds at a time: from its beginning on, up to its end.</summary>
    public static bool Holds(CirclePeriod period, long time) =>
        period.From <= time && (period.To == 0 || time < period.To);

    /// <summary>Whether a period may follow those a member has.</summary>
    public static bool MayBegin(CircleMember member, long from) =>
        member.Periods is not [.., var last] || (last.To != 0 && from >= last.To);

    /// <summary>The member with one more period.</summary>
    public static CircleMember Begin(CircleMember member, CirclePeriod period)
    {
        CircleMember begun = member.Clone();
        begun.Periods.Add(period);
        return begun;
    }

    /// <summary>The member with the present period at its end.</summary>
    public static CircleMember End(CircleMember member, long to, PersonId author, string reason)
    {
        CircleMember ended = member.Clone();
        CirclePeriod last = ended.Periods[^1];
        last.To = to;
        last.EndedBy = author.ToByteString();
        last.EndReason = reason;
        return ended;
    }

    /// <summary>Somebody who works for these structures, as a member would be.</summary>
    public static CircleMember Professional(ByteString person, params IEnumerable<ByteString> structures) => new()
    {
        Professional = new CareProfessional { Person = person, Structures = { structures } },
    };

    /// <summary>A professional who works for these structures.</summary>
    public static CircleMember WorkingFor(CircleMember member, IEnumerable<ByteString> structures)
    {
        CircleMember working = member.Clone();
        working.Professional.Structures.Clear();
        working.Professional.Structures.Add(structures);
        return working;
    }

    /// <summary>Somebody who was never in the circle.</summary>
    public static CircleMember Member(ByteString id, BeginCirclePeriod begin)
    {
        var member = new CircleMember { Id = id };
        switch (begin.WhoCase)
        {
            case BeginCirclePeriod.WhoOneofCase.Person:
                member.Professional = new CareProfessional { Person = begin.Person };
                break;
            case BeginCirclePeriod.WhoOneofCase.Structure:
                member.Structure = begin.Structure;
                break;
            case BeginCirclePeriod.WhoOneofCase.Relative:
                member.Relative = begin.Relative;
                break;
            case BeginCirclePeriod.WhoOneofCase.Patient:
                member.Patient = begin.Patient;
                break;
        }

        return member;
    }
}
