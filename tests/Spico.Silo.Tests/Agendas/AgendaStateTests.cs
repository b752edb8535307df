using CsCheck;
using Google.Protobuf;
using Spico.Client.Agendas;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Agendas;

public sealed class AgendaStateTests
{
    private static readonly PersonId[] People = [PersonId.New(), PersonId.New(), PersonId.New()];
    private static readonly ByteString House = ByteString.CopyFrom(Guid.NewGuid().ToByteArray());

    private static readonly Gen<Fact> Facts = Gen.Frequency(
        (4, Gen.Select(Gen.ULong[1, 5], Gen.UInt[1, 9], Gen.Bool).Select((number, version, isOurs) => new Fact
        {
            AppointmentChanged = new AppointmentChanged { Appointment = Made(number, version, isOurs) },
        })),
        (2, Gen.Select(Gen.Int[0, 2], Gen.Enum<AgendaAccess>(), Gen.Bool).Select((person, access, isStaff) => new Fact
        {
            AgendaShared = new AgendaShared
            {
                Share = new AgendaShare
                {
                    Person = People[person].ToByteString(),
                    Access = access,
                    Structure = isStaff ? House : ByteString.Empty,
                },
            },
        })),
        (1, Gen.Int[0, 1].Select(length => new Fact
        {
            AgendaFeedSet = new AgendaFeedSet { Hash = ByteString.CopyFrom(new byte[length * 32]) },
        })));

    /// <summary>
    /// Goal: a state and the facts after it are the state then. Method: facts at random; a client that opened the
    /// agenda at some point, a snapshot, and the rights that facts say they give are each where the fold is.
    /// </summary>
    [Fact]
    public void What_was_opened_and_the_facts_since_are_what_an_opening_would_show() =>
        Gen.Select(Facts.Array[1, 40], Gen.Int[0, 39]).Sample(
            (facts, opened) =>
            {
                AgendaState agenda = AgendaState.Empty(Planner.Agenda);
                AgendaView? view = null;
                for (int i = 0; i < facts.Length; i++)
                {
                    if (i == opened)
                    {
                        view = agenda.Show();
                    }

                    Fact fact = facts[i];
                    AccessChange? given = AgendaState.AccessGivenBy(People[0], fact);
                    var head = new StreamHead(i + 1, 0, i);
                    agenda.Apply(new StreamFact(
                        head, People[0], DataClass.Coordination, fact.BodyCase, fact.Clone()));
                    view?.Apply(fact.Clone());
                    Assert.True(given is null || given.Access == agenda.RightOf(given.Person)?.Access);
                }

                Assert.True(view is null || view.Equals(agenda.Show()), $"{view}\n{agenda.Show()}");
                byte[] snapshot = agenda.ToSnapshot();
                AgendaState again = AgendaState.Restore(Planner.Agenda, snapshot)!;
                Assert.Equal(snapshot, again.ToSnapshot());
                Assert.Equal(agenda.Head, again.Head);
            },
            iter: 300);

    [Fact]
    public void What_ended_first_is_let_go_when_there_is_too_much()
    {
        AgendaState agenda = AgendaState.Empty(Planner.Agenda);
        for (ulong number = 1; number <= AgendaLimits.Kept + 1; number++)
        {
            Appointment appointment = Made(number, 1, true);
            appointment.StartsAt += (long)number * TimeSpan.MillisecondsPerMinute;
            var fact = new Fact { AppointmentChanged = new AppointmentChanged { Appointment = appointment } };
            agenda.Apply(new StreamFact(
                new StreamHead((long)number, 0, 0), People[0], DataClass.Coordination, fact.BodyCase, fact));
        }

        Assert.Equal(AgendaLimits.Kept, agenda.Appointments.Count());
        Assert.Null(agenda.Find(1));
        Assert.NotNull(agenda.Find(2));
    }

    [Fact]
    public void An_appointment_goes_its_ways_and_no_other()
    {
        AppointmentState[] states = Enum.GetValues<AppointmentState>();
        foreach (AppointmentState from in states)
        {
            Assert.Equal(
                AppointmentMoves.IsOver(from),
                from != AppointmentState.Unspecified && !states.Any(to => AppointmentMoves.MayGo(from, to)));
        }

        Assert.True(AppointmentMoves.MayGo(AppointmentState.Proposed, AppointmentState.Booked));
        Assert.True(AppointmentMoves.MayGo(AppointmentState.Arrived, AppointmentState.Fulfilled));
        Assert.False(AppointmentMoves.MayGo(AppointmentState.Proposed, AppointmentState.Arrived));
        Assert.False(AppointmentMoves.MayGo(AppointmentState.Fulfilled, AppointmentState.Cancelled));
    }

    private static Appointment Made(ulong number, uint version, bool isOurs)
    {
        Appointment appointment = Planner.Appointment("2026-10-20T07:00", number: number);
        appointment.Version = version;
        appointment.Agenda = isOurs ? appointment.Agenda : StreamId.AgendaOf(People[1]).ToByteString();
        return appointment;
    }
}
