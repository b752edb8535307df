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
        HandOver,
        Resolve,
        FallDue,
        FallDueAgain,
        Leave,
        SayNotified,
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
        var told = new Told(ward, people);
        foreach ((Deed deed, int index, int place) in history)
        {
            told.Do(deed, people[index], place);
            Assert.Equal(told.Open.Count, ward.Round.Urgencies.Count);
        }

        Assert.Equal(
            told.Open.Values.OrderBy(model => model.Seq)
                .Select(model => (model.Seq, model.Level, model.By, model.IsNotified)),
            ward.Round.Urgencies.All.Select(urgency =>
                (urgency.Seq, urgency.Level, urgency.AcknowledgedBy, urgency.NotifiedAt > 0)));
        byte[] snapshot = ward.Round.ToSnapshot();
        Assert.Equal(snapshot, ward.Replay().ToSnapshot());
        Assert.Equal(snapshot, ConversationState.Restore(ward.Stream, snapshot)!.ToSnapshot());
    }

    /// <summary>A ward, and what should be open there.</summary>
    private sealed class Told(Ward ward, PersonId[] people)
    {
        private readonly HashSet<PersonId> _present = [.. people];
        private readonly List<(PersonId RaisedBy, long Seq)> _levels = [];

        public Dictionary<long, Model> Open { get; } = [];

        public void Do(Deed deed, PersonId person, int place)
        {
            Model? one = Open.Count == 0 ? null : Open.Values.ElementAt(place % Open.Count);
            switch (deed)
            {
                case Deed.Post or Deed.Raise:
                    Raise(person, place % 3, isPost: deed == Deed.Post);
                    break;
                case Deed.Acknowledge when one is not null:
                    bool isAcknowledged = ward.Acknowledge(person, one.Seq) is null && ward.Last.Facts.Length > 0;
                    Assert.Equal(
                        _present.Contains(person) && one.By is null && person != one.RaisedBy, isAcknowledged);
                    one.By = isAcknowledged ? person : one.By;
                    break;
                case Deed.HandOver when one is not null:
                    HandOver(one, person, people[place % People]);
                    break;
                case Deed.Resolve when one is not null:
                    bool isResolved = ward.Resolve(person, one.Seq) is null;
                    Assert.Equal(
                        _present.Contains(person) && (one.By is not null || person == one.RaisedBy), isResolved);
                    _ = isResolved && Open.Remove(one.Seq);
                    break;
                case Deed.SayNotified when one is not null:
                    Assert.Null(ward.SayNotified(one.RaisedBy, one.Seq));
                    Assert.Equal(!one.IsNotified, ward.Last.Facts.Length > 0);
                    one.IsNotified = true;
                    break;
                case Deed.FallDue or Deed.FallDueAgain when _levels.Count > 0:
                    // The due times of the past come again, too: a sweep may repeat them at any time.
                    FallDue(deed == Deed.FallDue ? _levels[^1] : _levels[place % _levels.Count]);
                    break;
                case Deed.Leave when Array.IndexOf(people, person) > 1 && _present.Remove(person):
                    ward.Write(person, new Fact { MemberLeft = new MemberLeft() });
                    break;
            }
        }

        private void Raise(PersonId person, int steps, bool isPost)
        {
            bool isFree = isPost || Open.Values.All(urgency => urgency.IsOnMessage);
            Escalation chain = Ward.Chain([.. Enumerable.Repeat(new[] { people[0] }, steps)]);
            bool isRaised = (isPost ? ward.Post(person, chain) : ward.Raise(person, chain)) is null;
            Assert.Equal(isFree && _present.Contains(person) && Open.Count < UrgencyLimits.Open, isRaised);
            if (isRaised)
            {
                Open.Add(ward.Head, new Model(ward.Head, person, steps, isPost));
                _levels.Add((person, ward.Head));
            }
        }

        private void HandOver(Model one, PersonId person, PersonId to)
        {
            bool isHandedOver = ward.HandOver(person, one.Seq, to) is null;
            bool isMeant = to != person && to != one.RaisedBy && _present.Contains(to);
            Assert.Equal(_present.Contains(person) && one.By == person && isMeant, isHandedOver);
            if (isHandedOver)
            {
                one.By = null;
                one.Level = Math.Min(one.Level, one.Steps);
                one.LevelSeq = ward.Head;
                _levels.Add((one.RaisedBy, ward.Head));
            }
        }

        private void FallDue((PersonId RaisedBy, long Seq) due)
        {
            Model? concerned = Open.Values.SingleOrDefault(
                urgency => urgency.LevelSeq == due.Seq && urgency.By is null && urgency.Level <= urgency.Steps);
            Assert.Null(ward.FallDue(due.RaisedBy, due.Seq));
            Assert.Equal(concerned is not null, ward.Last.Facts.Length > 0);
            if (concerned is not null)
            {
                concerned.Level++;
                concerned.LevelSeq = ward.Head;
                _levels.Add((due.RaisedBy, ward.Head));
            }
        }
    }

    private sealed class Model(long seq, PersonId raisedBy, int steps, bool isOnMessage)
    {
        public long Seq { get; } = seq;

        public PersonId RaisedBy { get; } = raisedBy;

        public int Steps { get; } = steps;

        public bool IsOnMessage { get; } = isOnMessage;

        public int Level { get; set; }

        public long LevelSeq { get; set; } = seq;

        public bool IsNotified { get; set; }

        public PersonId? By { get; set; }
    }
}
