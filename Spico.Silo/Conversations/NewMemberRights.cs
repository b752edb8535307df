using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>A person to add, checked.</summary>
/// <param name="Person">Who.</param>
/// <param name="ReadsAll">Whether they read what was before.</param>
/// <param name="Withheld">The classes withheld from them, as bits.</param>
/// <param name="Basis">On which ground of the law they are added.</param>
/// <param name="Practice">In which practice situation; null for none in particular.</param>
/// <param name="Reference">Where the ground is recorded; empty: not said.</param>
internal readonly record struct NewMemberRights(
    PersonId Person,
    bool ReadsAll,
    uint Withheld,
    LegalBasis Basis,
    PracticeClaim? Practice = null,
    string Reference = "")
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

        if (!Enum.IsDefined(member.Basis))
        {
            return Refusal.Invalid($"{field}.basis", "A known basis.");
        }

        if (member.Reference.Length > ConversationLimits.ReferenceCharacters)
        {
            return Refusal.TooLarge($"{field}.reference", ConversationLimits.ReferenceCharacters, "characters");
        }

        if (PracticeClaim.TryRead(person, member.Practice, $"{field}.practice", out PracticeClaim practice)
            is { } invalid)
        {
            return invalid;
        }

        rights = new NewMemberRights(
            person, member.History != HistoryAccess.FromNow, withheld, member.Basis, practice, member.Reference);
        return null;
    }

    /// <summary>What concerns a patient is shown to nobody without a ground; null when all is well.</summary>
    public Error? CheckBasis(ConversationKind kind, string field) =>
        kind != ConversationKind.Patient ? null
        : Basis == LegalBasis.Unspecified
            ? Refusal.Invalid($"{field}.basis", "Not absent in a conversation about a patient.")
        : Basis == LegalBasis.Consent && string.IsNullOrWhiteSpace(Reference)
            ? Refusal.Invalid($"{field}.reference", "Where the consent is recorded.")
        : null;

    /// <summary>What the person may read when added by this fact: never more than the one who adds them.</summary>
    public StreamAccess AccessFrom(StreamAccess giver, long seq) =>
        new(ReadsAll ? giver.VisibleAfter : seq, Withheld | giver.Withheld);

    /// <summary>The same for somebody who is a member already, and goes on to act as they do.</summary>
    public NewMemberRights WithoutPractice() => this with { Practice = null };

    /// <summary>What goes with the fact that adds the person, in read models besides the memberships.</summary>
    public RowChange[] RowsAt(StreamId stream, long seq) =>
        Practice?.Practice is null ? [] : [ActingPracticeRows.ChangedAt(stream, Person, seq)];

    /// <summary>The fact that adds the person.</summary>
    public FactDraft Added(StreamAccess access) => new(new Fact
    {
        MemberAdded = new MemberAdded
        {
            Person = Person.ToByteString(),
            VisibleAfter = (ulong)access.VisibleAfter,
            Withheld = { WithheldClasses.In(access.Withheld) },
            Basis = Basis,
            Practice = Practice?.Practice,
            Reference = Reference ?? string.Empty,
        },
    });
}
