using CsCheck;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Conversations.Urgencies;

namespace Spico.Silo.Tests.Conversations.Urgencies;

/// <summary>
/// Random histories of urgencies against a model that knows no code of ours: states and levels go forwards only, each
/// level is reached once, and nothing escalates once somebody has answered for it.
/// </summary>
public sealed class UrgencyHistoryTests
{
    private const int People = 4;

    private enum Deed
    {
        Post,
        Raise,
        Acknowledge,
        Resolve,
        FallDue,
        FallDueAgain,
        Leave,
    }

    [Fact]
    public void Whatever_happens_an_urgency_goes_its_way() => Gen
        .Select(Gen.Enum<Deed>(), Gen.Int[0, People - 1], Gen.Int[0, 100])
        .Array[1, 80]
        .Sample(Check, iter: 2_000);

    private static void Check((Deed Deed, int Person, int Place)[] history)
    {
        PersonId[] people = [.. Enumerable.Range(0, People).Select(_ => PersonId.New())];
        var ward = new Ward(people);
        var open = new Dictionary<long, Model>();
        var present = new HashSet<PersonId>(people);
        var levels = new List<(PersonId RaisedBy, long Seq)>();
        foreach ((Deed deed, int index, int place) in history)
        {
            PersonId person = people[index];
            Model? one = open.Count == 0 ? null : open.Values.ElementAt(place % open.Count);
            switch (deed)
            {
                case Deed.Post or Deed.Raise:
                    bool isFree = deed == Deed.Post || open.Values.All(urgency => urgency.IsOnMessage);
                    Escalation chain = Ward.Chain([.. Enumerable.Repeat(new[] { people[0] }, place % 3)]);
                    bool isRaised = (deed == Deed.Post ? ward.Post(person, chain) : ward.Raise(person, chain)) is null;
                    Assert.Equal(isFree && present.Contains(person) && open.Count < UrgencyLimits.Open, isRaised);
                    if (isRaised)
                    {
                        open.Add(ward.Head, new Model(ward.Head, person, place % 3, deed == Deed.Post));
                        levels.Add((person, ward.Head));
                    }

                    break;
                case Deed.Acknowledge when one is not null:
                    bool isAcknowledged = ward.Acknowledge(person, one.Seq) is null && ward.Last.Facts.Length > 0;
                    Assert.Equal(
                        present.Contains(person) && one.By is null && person != one.RaisedBy, isAcknowledged);
                    one.By = isAcknowledged ? person : one.By;
                    break;
                case Deed.Resolve when one is not null:
                    bool isResolved = ward.Resolve(person, one.Seq) is null;
                    Assert.Equal(
                        present.Contains(person) && (one.By is not null || person == one.RaisedBy), isResolved);
                    _ = isResolved && open.Remove(one.Seq);
                    break;
                case Deed.FallDue or Deed.FallDueAgain when levels.Count > 0:
                    // The due times of the past come again, too: a sweep may repeat them at any time.
                    (PersonId by, long due) = deed == Deed.FallDue ? levels[^1] : levels[place % levels.Count];
                    Model? concerned = open.Values.SingleOrDefault(
                        urgency => urgency.LevelSeq == due && urgency.By is null && urgency.Level <= urgency.Steps);
                    Assert.Null(ward.FallDue(by, due));
                    Assert.Equal(concerned is not null, ward.Last.Facts.Length > 0);
                    if (concerned is not null)
                    {
                        concerned.Level++;
                        concerned.LevelSeq = ward.Head;
                        levels.Add((by, ward.Head));
                    }

                    break;
                case Deed.Leave when index > 1 && present.Remove(person):
                    ward.Write(person, new Fact { MemberLeft = new MemberLeft() });
                    break;
            }

            Assert.Equal(open.Count, ward.Round.Urgencies.Count);
        }

        Assert.Equal(
            open.Values.OrderBy(model => model.Seq).Select(model => (model.Seq, model.Level, model.By)),
            ward.Round.Urgencies.All.Select(urgency => (urgency.Seq, urgency.Level, urgency.AcknowledgedBy)));
        byte[] snapshot = ward.Round.ToSnapshot();
        Assert.Equal(snapshot, ward.Replay().ToSnapshot());
        Assert.Equal(snapshot, ConversationState.Restore(ward.Stream, snapshot)!.ToSnapshot());
    }

    private sealed class Model(long seq, PersonId raisedBy, int steps, bool isOnMessage)
    {
        public long Seq { get; } = seq;

        public PersonId RaisedBy { get; } = raisedBy;

        public int Steps { get; } = steps;

        public bool IsOnMessage { get; } = isOnMessage;

        public int Level { get; set; }

        public long LevelSeq { get; set; } = seq;

        public PersonId? By { get; set; }
    }
}
