using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage;

/// <summary>What a batch does to one membership, added up.</summary>
/// <param name="Row">How it is in the end.</param>
/// <param name="PostedBefore">
/// Messages of the person in the batch before the first row of the membership that <paramref name="Row"/> is of: they
/// count if that membership existed before the batch.
/// </param>
/// <param name="PostedAfter">Messages of the person in the batch after that.</param>
internal sealed record MembershipChange(MembershipRow Row, long PostedBefore, long PostedAfter)
{
    public static Dictionary<PersonId, MembershipChange> Of(StreamClaim claim)
    {
        Dictionary<PersonId, MembershipChange> changes = [];
        Dictionary<PersonId, long> posted = [];
        foreach (Append append in claim.Appends)
        {
            foreach (MembershipRow row in append.Memberships)
            {
                changes[row.Person] = changes.TryGetValue(row.Person, out MembershipChange? change)
                    && row.IsMember && change.Row.IsMember && row.Since == change.Row.Since
                    ? change with { Row = row }
                    : new MembershipChange(row, posted.GetValueOrDefault(row.Person), 0);
            }

            foreach (FactRow fact in append.Facts.Where(fact => fact.Ordinal > 0))
            {
                posted[fact.Author] = posted.GetValueOrDefault(fact.Author) + 1;
                if (changes.TryGetValue(fact.Author, out MembershipChange? change))
                {
                    changes[fact.Author] = change with { PostedAfter = change.PostedAfter + 1 };
                }
            }
        }

        return changes;
    }
}
