using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>A person to add, checked.</summary>
/// <param name="Person">Who.</param>
/// <param name="ReadsAll">Whether they read what was before.</param>
/// <param name="Withheld">The classes withheld from them, as bits.</param>
internal readonly record struct NewMemberRights(PersonId Person, bool ReadsAll, uint Withheld)
{
    /// <summary>Checks a person to add; null when all is well.</summary>
    public static Error? TryRead(NewMember? member, string field, out NewMemberRights rights)
    {
        rights = default;
        if (!PersonId.TryFrom(member?.Person, out PersonId person))
        {
            return Refusal.Invalid($"{field}.person", "16 bytes.");
        }

        if (!Enum.IsDefined(member!.History))
        {
            return Refusal.Invalid($"{field}.history", "All or from now.");
        }

        if (!WithheldClasses.TryRead(member.Withheld, out uint withheld))
        {
            return Refusal.Invalid($"{field}.withheld", "Only classes that can be withheld.");
        }

        rights = new NewMemberRights(person, member.History != HistoryAccess.FromNow, withheld);
        return null;
    }

    /// <summary>What the person may read when added by this fact: never more than the one who adds them.</summary>
    public StreamAccess AccessFrom(StreamAccess giver, long seq) =>
        new(ReadsAll ? giver.VisibleAfter : seq, Withheld | giver.Withheld);

    /// <summary>The fact that adds the person.</summary>
    public FactDraft Added(StreamAccess access) => new(new Fact
    {
        MemberAdded = new MemberAdded
        {
            Person = Person.ToByteString(),
            VisibleAfter = (ulong)access.VisibleAfter,
            Withheld = { WithheldClasses.In(access.Withheld) },
        },
    });
}
