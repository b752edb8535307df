using CsCheck;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Conversations;

/// <summary>
/// Unread counts are exact. Random histories of a small group, and after each a recount by hand: the messages of
/// others, in classes the member may read, after the place they have read up to or from one they marked as unread.
/// </summary>
public sealed class UnreadTests(Cluster clinic) : IClassFixture<Cluster>
{
    private const int People = 4;

    private enum Deed
    {
        Post,
        PostMedical,
        Mark,
        MarkUnread,
        ForgetUnread,
        Leave,
        Join,
        JoinWithheld,
        Forget,
    }

    [Fact]
    public async Task Unread_counts_are_exact_whatever_happened() => await Gen
        .Select(Gen.Enum<Deed>(), Gen.Int[0, People - 1], Gen.Int[0, 100])
        .Array[1, 60]
        .SampleAsync(CheckAsync, iter: 40, threads: 1);

    private async Task CheckAsync((Deed Deed, int Person, int Place)[] history)
    {
        PersonId[] people = [.. Enumerable.Range(0, People).Select(_ => PersonId.New())];
        StreamId round = await clinic.GroupAsync(people[0], Cluster.Reader(people[1]));
        var group = new Group(clinic, round, people[0])
        {
            Members = { [people[0]] = new Member(2, 0), [people[1]] = new Member(3, 0) },
        };
        foreach ((Deed deed, int index, int place) in history)
        {
            await group.DoAsync(deed, people[index], place);
        }

        await group.CheckAsync();
    }

    /// <summary>What a member's count rests on.</summary>
    private sealed record Member(ulong ReadUpTo, ulong VisibleAfter, bool IsWithheld = false, ulong UnreadFrom = 0);

    /// <summary>A group with what its members should have to read.</summary>
    private sealed class Group(Cluster clinic, StreamId round, PersonId alice)
    {
        public Dictionary<PersonId, Member> Members { get; } = [];

        public async Task DoAsync(Deed deed, PersonId person, int place)
        {
            Member? member = Members.GetValueOrDefault(person);
            switch (deed)
            {
                case Deed.Post or Deed.PostMedical:
                    DataClass about = deed == Deed.Post ? DataClass.Unspecified : DataClass.Medical;
                    await clinic.Conversation(round).Post(Cluster.As(person), Cluster.Message(round, "text", about));
                    break;
                case Deed.Mark when member is not null:
                    await MarkAsync(person, member, await PlaceAsync(place));
                    break;
                case Deed.MarkUnread when member is not null:
                    await MarkUnreadAsync(person, member, await PlaceAsync(place));
                    break;
                case Deed.ForgetUnread when member is not null:
                    await MarkUnreadAsync(person, member, 0);
                    break;
                case Deed.Leave when member is not null && person != alice:
                    Assert.Null((await clinic.LeaveAsync(person, round)).Error);
                    Members.Remove(person);
                    break;
                case Deed.Join or Deed.JoinWithheld when member is null:
                    await JoinAsync(person, place > 50, deed == Deed.JoinWithheld);
                    break;
                case Deed.Forget:
                    await clinic.DeactivateAsync(clinic.Conversation(round));
                    break;
            }
        }

        public async Task CheckAsync()
        {
            foreach ((PersonId person, Member member) in Members)
            {
                InboxEntry entry = Assert.Single(await clinic.InboxAsync(person));
                ulong expected = await RecountAsync(person);
                Assert.Equal((member.ReadUpTo, expected), (entry.ReadUpTo, entry.Unread));
                bool isUnread = expected > 0 || member.UnreadFrom > 0;
                Assert.Equal(isUnread ? 1 : 0, (await clinic.InboxAsync(person, InboxMark.Unread)).Count);
                Subscription opened = await clinic.Conversation(round)
                    .Subscribe(Cluster.As(person), clinic.Observe(new TestGateway()));
                Assert.Equal(expected, opened.View!.Conversation.Unread);
                Assert.Equal(member.ReadUpTo, opened.View.Conversation.ReadUpTo);
            }
        }

        private async Task MarkAsync(PersonId person, Member member, ulong upTo)
        {
            Members[person] = member = member with { ReadUpTo = Math.Max(member.ReadUpTo, upTo) };
            MarkReadResponse marked = (await clinic.MarkAsync(person, round, upTo)).MarkRead;
            Assert.Equal((member.ReadUpTo, await RecountAsync(person)), (marked.ReadUpTo, marked.Unread));
        }

        private async Task MarkUnreadAsync(PersonId person, Member member, ulong from)
        {
            Reply set = await clinic.SetMarksAsync(person, round, new SetMarksRequest { UnreadFrom = from });
            if (from > 0 && from <= member.VisibleAfter)
            {
                Assert.Equal("unread_from", set.Error.Field);
                return;
            }

            Members[person] = member with { UnreadFrom = from };
            Assert.Equal(await RecountAsync(person), set.SetMarks.Unread);
        }

        private async Task JoinAsync(PersonId person, bool all, bool isWithheld)
        {
            DataClass[] withheld = isWithheld ? [DataClass.Medical] : [];
            Reply added = await clinic.AddAsync(alice, round, Cluster.Reader(person, all, withheld));
            ulong since = added.AddMember.Position.Seq;
            Members[person] = new Member(since, all ? 0 : since, isWithheld);
        }

        private async Task<ulong> PlaceAsync(int percent) =>
            (await clinic.ReadAllAsync(alice, round))[^1].Seq * (ulong)percent / 100;

        private async Task<ulong> RecountAsync(PersonId person)
        {
            Member member = Members[person];
            return (ulong)(await clinic.ReadAllAsync(alice, round)).Count(fact =>
                fact.MessagePosted is not null
                && (fact.Seq > member.ReadUpTo || (member.UnreadFrom > 0 && fact.Seq >= member.UnreadFrom))
                && fact.Author != person.ToByteString()
                && !(member.IsWithheld && fact.DataClass == DataClass.Medical));
        }
    }
}
