using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.Urgencies;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Conversations.Urgencies;

public sealed class UrgencyTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _chloe = PersonId.New();
    private readonly PersonId _deputy = PersonId.New();
    private readonly Ward _ward;

    public UrgencyTests() => _ward = new Ward(_alice, _bob, _chloe);

    [Fact]
    public void That_everybody_else_is_notified_and_that_it_is_due_are_part_of_the_decision()
    {
        Assert.Null(_ward.Raise(_alice, Ward.Chain([_bob])));

        long seq = _ward.Head;
        Assert.Equal(
            [
                new ConsequenceRow(_ward.Stream, seq, _ward.Stream, ConsequenceKind.UrgencyRaised, _alice),
                new ConsequenceRow(
                    _ward.Stream, seq, _ward.Stream, ConsequenceKind.UrgencyDue, _alice, _ward.Now + 60_000),
            ],
            _ward.Last.Consequences);
        Assert.Equal(UrgencyState.Raised, _ward.Round.Urgencies.Find(seq)!.State);
    }

    [Fact]
    public void It_is_notified_when_everybody_else_has_it_in_their_inbox_and_says_who_and_since_when()
    {
        _ward.Raise(_alice, Ward.Chain([_chloe]));
        long urgency = _ward.Head;
        _ward.Write(_alice, new Fact { MemberAdded = new MemberAdded { Person = _deputy.ToByteString() } });
        _ward.Now = 2_000;
        Assert.Null(_ward.SayNotified(_alice, urgency));
        Assert.Equal(
            [_bob.ToByteString(), _chloe.ToByteString()], Assert.Single(_ward.Last.Facts).Body.UrgencyNotified.Persons);
        Urgency told = _ward.Round.Urgencies.Find(urgency)!.ToMessage();
        Assert.Equal((UrgencyState.Notified, 2u, 2_000L), (told.State, told.Notified, told.NotifiedAt));
        Assert.Equal((ulong)_ward.Head, told.NotifiedSeq);

        // Once; and it goes on from there as it would have.
        Assert.Null(_ward.SayNotified(_alice, urgency));
        Assert.Empty(_ward.Last.Facts);
        _ward.FallDue(_alice, urgency);
        Assert.Equal((1, UrgencyState.Escalated), Standing(urgency));
        _ward.Acknowledge(_bob, urgency);
        Assert.Equal((1, UrgencyState.Acknowledged), Standing(urgency));
        _ward.Resolve(_bob, urgency);
        Assert.Null(_ward.SayNotified(_alice, urgency));
        Assert.Empty(_ward.Last.Facts);
    }

    [Fact]
    public void Of_very_many_who_are_notified_several_facts_tell()
    {
        IEnumerable<PersonId> others =
            Enumerable.Range(0, UrgencyLimits.PersonsOfFact + 1).Select(_ => PersonId.New());
        var crowd = new Ward([_alice, .. others]);
        crowd.Raise(_alice);
        long urgency = crowd.Head;
        crowd.SayNotified(_alice, urgency);
        Assert.Equal([1_000, 1], crowd.Last.Facts.Select(fact => fact.Body.UrgencyNotified.Persons.Count));
        Urgency told = crowd.Round.Urgencies.Find(urgency)!.ToMessage();
        Assert.Equal((1_001u, (ulong)urgency + 1), (told.Notified, told.NotifiedSeq));
    }

    [Fact]
    public void The_first_to_acknowledge_has_it_and_the_others_are_told_who()
    {
        _ward.Raise(_alice);
        long urgency = _ward.Head;
        Assert.Equal(ErrorCode.WrongState, _ward.Acknowledge(_alice, urgency)!.Code);
        Assert.Null(_ward.Acknowledge(_bob, urgency));
        Assert.Equal(_bob, _ward.Round.Urgencies.Find(urgency)!.AcknowledgedBy);

        Error taken = _ward.Acknowledge(_chloe, urgency)!;
        Assert.Equal((ErrorCode.Taken, _bob.ToByteString()), (taken.Code, taken.Person));
        Assert.Null(_ward.Acknowledge(_bob, urgency));
        Assert.Empty(_ward.Last.Facts);
        Assert.Equal(ErrorCode.NotAccessible, _ward.Acknowledge(_deputy, urgency)!.Code);
    }

    [Fact]
    public void It_escalates_step_by_step_until_somebody_acknowledges_it()
    {
        _ward.Raise(_alice, Ward.Chain([_bob], [_chloe]));
        long urgency = _ward.Head;
        Assert.Null(_ward.FallDue(_alice, urgency));
        Assert.Equal((1, UrgencyState.Escalated), Standing(urgency));
        Assert.Contains(
            ConsequenceRow.Notify(_ward.Stream, _ward.Head, _bob, NotificationKind.UrgencyEscalated),
            _ward.Last.Consequences);

        long first = _ward.Head;
        Assert.Null(_ward.FallDue(_alice, urgency));
        Assert.Empty(_ward.Last.Facts);
        _ward.Acknowledge(_chloe, urgency);
        Assert.Null(_ward.FallDue(_alice, first));
        Assert.Empty(_ward.Last.Facts);
        Assert.Equal((1, UrgencyState.Acknowledged), Standing(urgency));
    }

    [Fact]
    public void When_its_chain_has_ended_everybody_is_told_and_nothing_more_is_due()
    {
        _ward.Raise(_alice);
        long urgency = _ward.Head;
        _ward.FallDue(_alice, urgency);

        Assert.Equal((1, UrgencyState.Unanswered), Standing(urgency));
        Assert.Equal([_alice, _bob, _chloe], _ward.Last.Consequences.Select(row => row.Person));
        Assert.All(_ward.Last.Consequences, row =>
            Assert.Equal(NotificationKind.UrgencyEscalated, row.Notification));
        Assert.Null(_ward.Acknowledge(_bob, urgency));
    }

    [Fact]
    public void Who_is_told_by_a_step_becomes_a_member_with_the_rights_of_who_raised_it()
    {
        _ward.Write(_alice, new Fact
        {
            MemberAdded = new MemberAdded
            {
                Person = _bob.ToByteString(),
                VisibleAfter = 2,
                Withheld = { DataClass.Restricted },
            },
        });
        _ward.Raise(_bob, Ward.Chain([_deputy, _chloe]));
        long urgency = _ward.Head;
        _ward.FallDue(_bob, urgency);

        Assert.Equal(_ward.Round.MembershipOf(_bob)!.Access, _ward.Round.MembershipOf(_deputy)!.Access);
        Assert.Equal(_deputy, Assert.Single(_ward.Last.Memberships).Person);
        Assert.Equal(urgency + 2, _ward.Round.Urgencies.Find(urgency)!.LevelSeq);
        Assert.Null(_ward.Acknowledge(_deputy, urgency));
    }

    [Fact]
    public void Who_has_left_brings_nobody_in_any_more()
    {
        _ward.Raise(_bob, Ward.Chain([_deputy]));
        long urgency = _ward.Head;
        _ward.Write(_bob, new Fact { MemberLeft = new MemberLeft() });
        _ward.FallDue(_bob, urgency);

        Assert.Equal((1, UrgencyState.Escalated), Standing(urgency));
        Assert.Null(_ward.Round.MembershipOf(_deputy));
        Assert.DoesNotContain(_ward.Last.Consequences, row => row.Person == _deputy);
    }

    [Fact]
    public void It_is_over_when_somebody_answered_for_it_or_it_was_a_mistake()
    {
        _ward.Raise(_alice);
        long urgency = _ward.Head;
        Assert.Equal(ErrorCode.WrongState, _ward.Resolve(_bob, urgency)!.Code);
        Assert.Null(_ward.Resolve(_alice, urgency));
        Assert.Equal(ErrorCode.WrongState, _ward.Acknowledge(_bob, urgency)!.Code);

        _ward.Raise(_alice);
        urgency = _ward.Head;
        _ward.Acknowledge(_bob, urgency);
        Assert.Null(_ward.Resolve(_chloe, urgency));
        Assert.Equal(0, _ward.Round.Urgencies.Count);
    }

    [Fact]
    public void A_request_without_a_chain_takes_the_conversations_and_keeps_it()
    {
        Assert.Equal(ErrorCode.NotAccessible, _ward.SetEscalation(_bob, Ward.Chain([_bob]))!.Code);
        Assert.Null(_ward.SetEscalation(_alice, Ward.Chain([_bob])));
        _ward.Raise(_bob);
        long urgency = _ward.Head;
        _ward.SetEscalation(_alice, Ward.Chain([_chloe]));
        Assert.Equal(Ward.Chain([_bob]), _ward.Round.Urgencies.Find(urgency)!.Escalation);

        _ward.Post(_alice, Ward.Chain([_alice]));
        Assert.Equal(Ward.Chain([_alice]), _ward.Round.Urgencies.Find(_ward.Head)!.Escalation);
        Assert.Equal(_ward.Head - 1, _ward.Round.Urgencies.Find(_ward.Head)!.Message);
    }

    [Fact]
    public void Its_limits_are_told()
    {
        PersonId[] many = [.. Enumerable.Range(0, UrgencyLimits.PersonsOfStep + 1).Select(_ => PersonId.New())];
        Refused(ErrorCode.TooLarge, "escalation.steps[0].persons", _ward.Raise(_alice, Ward.Chain(many)));
        PersonId[][] tooLong = [.. Enumerable.Range(0, UrgencyLimits.Steps + 1).Select(_ => new[] { _bob })];
        Refused(ErrorCode.TooLarge, "escalation.steps", _ward.Raise(_alice, Ward.Chain(tooLong)));
        Refused(ErrorCode.InvalidArgument, "escalation.steps[1].persons", _ward.Raise(_alice, Ward.Chain([_bob], [])));
        Refused(
            ErrorCode.InvalidArgument, "escalation.steps[0].persons", _ward.Raise(_alice, Ward.Chain([_bob, _bob])));
        foreach (uint afterMs in new uint[] { 59_999, 86_400_001 })
        {
            Refused(
                ErrorCode.InvalidArgument,
                "escalation.after_ms",
                _ward.Raise(_alice, new Escalation { AfterMs = afterMs }));
        }

        for (int i = 0; i < UrgencyLimits.Open; i++)
        {
            Assert.Null(_ward.Post(_alice, new Escalation()));
        }

        Refused(ErrorCode.LimitReached, "urgency", _ward.Raise(_alice));
        Refused(ErrorCode.LimitReached, "urgency", _ward.Post(_alice, new Escalation()));
        _ward.Resolve(_alice, _ward.Head);
        Assert.Null(_ward.Raise(_alice));
        Assert.Equal(ErrorCode.WrongState, _ward.Raise(_bob)!.Code);

        static void Refused(ErrorCode code, string field, Error? error) =>
            Assert.Equal((code, field), (error?.Code, error?.Field));
    }

    [Fact]
    public void A_step_names_structures_functions_and_replacements_and_tells_those_who_are_there()
    {
        ByteString structure = StructureId.From(Guid.NewGuid()).ToByteString();
        Acts(_bob, new PracticeSituation { Profession = "Infirmier", Structure = structure });
        Acts(_chloe, new PracticeSituation { Profession = "Médecin", Function = "D'Astreinte" });
        var escalation = new Escalation
        {
            Steps =
            {
                new EscalationStep { Structures = { structure } },
                new EscalationStep { Functions = { "d astreinte" } },
                new EscalationStep { ReplacementsOf = { _bob.ToByteString() } },
                new EscalationStep { Functions = { "nobody's" } },
            },
            AfterMs = 60_000,
        };
        Assert.Null(_ward.Raise(_alice, escalation));
        _ward.FallDue(_alice, _ward.Head);
        Assert.Equal([_bob], Told());
        _ward.FallDue(_alice, _ward.Head);
        Assert.Equal([_chloe], Told());
        _ward.FallDue(_alice, _ward.Head, _deputy);
        Assert.Equal([_deputy], Told());
        Assert.NotNull(_ward.Round.MembershipOf(_deputy));

        // Nobody of them is there: rather too many are told than none.
        _ward.FallDue(_alice, _ward.Head);
        Assert.Equal([_alice, _bob, _chloe, _deputy], Told());
        Assert.Empty(_ward.Last.Facts[^1].Body.UrgencyEscalated.Persons);

        List<PersonId> Told() =>
            [.. _ward.Last.Consequences.Where(row => row.Notification == NotificationKind.UrgencyEscalated)
                .Select(row => row.Person)];
    }

    [Fact]
    public void Who_answers_for_it_hands_it_over_and_it_is_due_again()
    {
        _ward.Raise(_alice, Ward.Chain([_chloe]));
        long urgency = _ward.Head;
        Assert.Equal(ErrorCode.WrongState, _ward.HandOver(_bob, urgency, _chloe)!.Code);
        _ward.Acknowledge(_bob, urgency);
        Assert.Equal(ErrorCode.WrongState, _ward.HandOver(_chloe, urgency, _bob)!.Code);
        Assert.Equal("person", _ward.HandOver(_bob, urgency, _alice)!.Field);
        Assert.Equal("person", _ward.HandOver(_bob, urgency, _bob)!.Field);
        Assert.Equal("person", _ward.HandOver(_bob, urgency, _deputy)!.Field);
        Assert.Equal(ErrorCode.NotAccessible, _ward.HandOver(_deputy, urgency, _chloe)!.Code);

        Assert.Null(_ward.HandOver(_bob, urgency, _chloe));
        long handedOver = _ward.Head;
        Assert.Equal(
            [
                ConsequenceRow.Notify(_ward.Stream, handedOver, _chloe, NotificationKind.Urgency),
                new ConsequenceRow(
                    _ward.Stream, handedOver, _ward.Stream, ConsequenceKind.UrgencyDue, _alice, _ward.Now + 60_000),
            ],
            _ward.Last.Consequences);
        OpenUrgency open = _ward.Round.Urgencies.Find(urgency)!;
        Assert.Equal((UrgencyState.Raised, _chloe), (open.State, open.HandedTo!.Value));
        Assert.Null(open.AcknowledgedBy);
        _ward.FallDue(_alice, urgency);
        Assert.Empty(_ward.Last.Facts);
        _ward.FallDue(_alice, handedOver);
        Assert.Equal((1, UrgencyState.Escalated), Standing(urgency));
        Assert.Null(_ward.Acknowledge(_chloe, urgency));
        Assert.Null(_ward.Round.Urgencies.Find(urgency)!.HandedTo);
    }

    [Fact]
    public void Structures_and_functions_of_a_step_have_their_limits()
    {
        Refused("structures", new EscalationStep { Structures = { ByteString.CopyFrom(1) } });
        Refused("functions", new EscalationStep { Functions = { "?" } });
        Refused("functions", new EscalationStep { Functions = { new string('x', 101) } });
        Refused("functions", new EscalationStep { Functions = { Enumerable.Repeat("garde", 11) } });
        Refused("structures", new EscalationStep
        {
            Structures = { Enumerable.Range(0, 11).Select(_ => StructureId.From(Guid.NewGuid()).ToByteString()) },
        });
        Refused("replacements_of", new EscalationStep
        {
            ReplacementsOf = { Enumerable.Range(0, 21).Select(_ => PersonId.New().ToByteString()) },
        });

        void Refused(string field, EscalationStep step) => Assert.Equal(
            $"escalation.steps[0].{field}", _ward.Raise(_alice, new Escalation { Steps = { step } })?.Field);
    }

    private void Acts(PersonId person, PracticeSituation practice) =>
        _ward.Write(person, new Fact { PracticeSet = new PracticeSet { Practice = practice } });

    private (int Level, UrgencyState State) Standing(long urgency)
    {
        OpenUrgency open = _ward.Round.Urgencies.Find(urgency)!;
        return (open.Level, open.State);
    }
}
