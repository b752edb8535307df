using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>Counts the messages of one conversation: by arithmetic where it is exact, else in the store.</summary>
internal sealed class MessageCounts(StreamId stream, ILogStore store)
{
    /// <summary>The messages of others that a member has left to read.</summary>
    public async ValueTask<long> UnreadAsync(MarkRow mark, MemberView member)
    {
        var place = UnreadPlace.Of(mark);
        return member.Access.Withheld == 0
            ? member.Head.Ordinal - place.Ordinal - (member.Posted - place.Own)
            : await store.CountMessagesAsync(
                stream,
                place.After,
                new MessageCount(mark.Person, OfOthers: true, member.Head.Seq, member.Access.Withheld));
    }

    /// <summary>All messages after a place up to the head, and a person's own among them.</summary>
    public async ValueTask<(long Messages, long Own)> AfterAsync(PersonId person, long after, long upTo)
    {
        long own = await store.CountMessagesAsync(stream, after, new MessageCount(person, OfOthers: false, upTo, 0));
        long others = await store.CountMessagesAsync(stream, after, new MessageCount(person, OfOthers: true, upTo, 0));
        return (own + others, own);
    }
}
