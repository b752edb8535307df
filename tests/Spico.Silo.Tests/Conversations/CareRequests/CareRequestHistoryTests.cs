using CsCheck;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Conversations.CareRequests;

/// <summary>
/// Random histories of requests against a table of the legal moves: one owner at a time, no way back from the end, and
/// lists that show what the state says.
/// </summary>
public sealed class CareRequestHistoryTests
{
    private const int People = 4;

    [Fact]
    public void Whatever_happens_a_request_goes_its_way() => Gen
        .Select(Gen.Int[0, 4], Gen.Int[0, People - 1], Gen.Int[0, 100])
        .Array[1, 80]
        .Sample(Check, iter: 2_000);

    private static void Check((int Deed, int Person, int Place)[] history)
    {
        PersonId[] people = [.. Enumerable.Range(0, People).Select(_ => PersonId.New())];
        var ward = new Ward(people);
        var open = new List<Model>();
        var listed = new Dictionary<(long, Guid), (long State, Guid? Owner, bool Waits)>();
        foreach ((int deed, int index, int place) in history)
        {
            PersonId person = people[index];
            if (deed == 4)
            {
                PersonId[] others = [.. people.Where(other => other != person).Take(1 + (place % 3))];
                Assert.Null(ward.Ask(person, others));
                open.Add(new Model(ward.Head, person, [.. others]));
            }
            else if (open.Count > 0)
            {
                Model one = open[place % open.Count];
                var move = (CareRequestMove)deed;
                bool isDone = ward.Move(move, person, one.Seq) is null && ward.Last.Facts.Length > 0;
                Assert.Equal(one.May(move, person), isDone);
                if (isDone && one.Goes(move, person))
                {
                    open.Remove(one);
                }
            }

            foreach (RowChange row in ward.Last.Rows)
            {
                Follow(listed, row);
            }
        }

        Assert.Equal(
            open.Select(model => (model.Seq, model.State, model.Owner)),
            ward.Round.CareRequests.All.Select(request => (request.Seq, request.State, request.Owner)));
        Assert.Equal(
            ward.Round.CareRequests.All.SelectMany(request => people.Where(person =>
                person == request.AskedBy || request.Addressees.Contains(person)).Select(person =>
                ((request.Seq, person.Value), ((long)request.State, request.Owner?.Value, request.WaitsFor(person)))))
                .ToHashSet(),
            listed.Select(row => (row.Key, row.Value)).ToHashSet());
        byte[] snapshot = ward.Round.ToSnapshot();
        Assert.Equal(snapshot, ward.Replay().ToSnapshot());
        Assert.Equal(snapshot, ConversationState.Restore(ward.Stream, snapshot)!.ToSnapshot());
    }

    private static void Follow(Dictionary<(long, Guid), (long State, Guid? Owner, bool Waits)> listed, RowChange row)
    {
        long seq = (long)row.Values[1]!;
        if (row.Values.Length > 2)
        {
            listed[(seq, (Guid)row.Values[2]!)] = ((long)row.Values[7]!, (Guid?)row.Values[8], row.Values[10] is 1L);
            return;
        }

        foreach ((long, Guid) key in listed.Keys.Where(key => key.Item1 == seq).ToArray())
        {
            listed.Remove(key);
        }
    }

    private sealed class Model(long seq, PersonId askedBy, HashSet<PersonId> willing)
    {
        private readonly HashSet<PersonId> _asked = [.. willing];

        public long Seq { get; } = seq;

        public CareRequestState State { get; private set; } = CareRequestState.Open;

        public PersonId? Owner { get; private set; }

        public bool May(CareRequestMove move, PersonId person) => (State, move) switch
        {
            (CareRequestState.Open, CareRequestMove.Decline) => willing.Contains(person),
            (CareRequestState.Open, CareRequestMove.Take or CareRequestMove.Answer) => _asked.Contains(person),
            (CareRequestState.Taken, CareRequestMove.Answer or CareRequestMove.Decline) => person == Owner,
            (CareRequestState.Answered, CareRequestMove.Close) => person == askedBy || person == Owner,
            (_, CareRequestMove.Close) => person == askedBy,
            _ => false,
        };

        /// <summary>Makes a move; returns whether it was the last.</summary>
        public bool Goes(CareRequestMove move, PersonId person)
        {
            switch (move)
            {
                case CareRequestMove.Close:
                    return true;
                case CareRequestMove.Decline:
                    willing.Remove(person);
                    (State, Owner) = (CareRequestState.Open, null);
                    return willing.Count == 0;
                default:
                    State = move == CareRequestMove.Take ? CareRequestState.Taken : CareRequestState.Answered;
                    Owner = person;
                    willing.Add(person);
                    return false;
            }
        }
    }
}
