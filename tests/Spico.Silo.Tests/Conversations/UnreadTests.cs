using CsCheck;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Conversations;

/// <summary>
/// Unread counts are exact. Random histories of a small group, and after each a recount by hand: the messages of
/// others, in classes the member may read, after the place they have read up to.
/// </summary>
public sealed class UnreadTests(Cluster clinic) : IClassFixture<Cluster>
{
    private const int People = 4;

    private enum Deed
    {
        Post,
        PostMedical,
        Mark,
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
        PersonId alice = people[0];
        StreamId round = await clinic.GroupAsync(alice, Cluster.Reader(people[1]));
        var readUpTo = new Dictionary<PersonId, ulong> { [alice] = 2, [people[1]] = 3 };
        var withheld = new HashSet<PersonId>();
        foreach ((Deed deed, int index, int place) in history)
        {
            PersonId person = people[index];
            switch (deed)
            {
                case Deed.Post:
                    await clinic.Conversation(round).Post(Cluster.As(person), Cluster.Message(round, "text"));
                    break;
                case Deed.PostMedical:
                    await clinic.Conversation(round)
                        .Post(Cluster.As(person), Cluster.Message(round, "text", DataClass.Medical));
                    break;
                case Deed.Mark when readUpTo.ContainsKey(person):
                    ulong head = (await clinic.ReadAllAsync(alice, round))[^1].Seq;
                    ulong upTo = head * (ulong)place / 100;
                    readUpTo[person] = Math.Max(readUpTo[person], upTo);
                    MarkReadResponse marked = (await clinic.MarkAsync(person, round, upTo)).MarkRead;
                    Assert.Equal(readUpTo[person], marked.ReadUpTo);
                    Assert.Equal(await RecountAsync(person), marked.Unread);
                    break;
                case Deed.Leave when person != alice && readUpTo.Remove(person):
                    Assert.Null((await clinic.LeaveAsync(person, round)).Error);
                    break;
                case Deed.Join or Deed.JoinWithheld when !readUpTo.ContainsKey(person):
                    DataClass[] classes = deed == Deed.JoinWithheld ? [DataClass.Medical] : [];
                    Reply added = await clinic.AddAsync(alice, round, Cluster.Reader(person, place > 50, classes));
                    readUpTo[person] = added.AddMember.Position.Seq;
                    _ = classes.Length > 0 ? withheld.Add(person) : withheld.Remove(person);
                    break;
                case Deed.Forget:
                    await clinic.DeactivateAsync(clinic.Conversation(round));
                    break;
            }
        }

        foreach (PersonId person in readUpTo.Keys)
        {
            InboxEntry entry = Assert.Single(await clinic.InboxAsync(person));
            ulong expected = await RecountAsync(person);
            Assert.Equal((readUpTo[person], expected), (entry.ReadUpTo, entry.Unread));
            Subscription opened = await clinic.Conversation(round)
                .Subscribe(Cluster.As(person), clinic.Observe(new TestGateway()));
            Assert.Equal(expected, opened.View!.Conversation.Unread);
            Assert.Equal(readUpTo[person], opened.View.Conversation.ReadUpTo);
        }

        async Task<ulong> RecountAsync(PersonId person) =>
            (ulong)(await clinic.ReadAllAsync(alice, round)).Count(fact =>
                fact.MessagePosted is not null
                && fact.Seq > readUpTo[person]
                && fact.Author != person.ToByteString()
                && !(withheld.Contains(person) && fact.DataClass == DataClass.Medical));
    }
}
