using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>What comes into a dossier from others, and from agendas.</summary>
internal static class DeskMerges
{
    public static Error? Merge(this Desk desk, PersonId author) => desk.Do(author, new Command
    {
        MergeDossier = new MergeDossierRequest
        {
            RequestId = Desk.Id(),
            Dossier = desk.Stream.ToByteString(),
            Into = Other(),
            Reason = "same person",
        },
    });

    public static Error? Separate(this Desk desk, PersonId author) => desk.Do(author, new Command
    {
        SeparateDossier = new SeparateDossierRequest
        {
            RequestId = Desk.Id(),
            Dossier = desk.Stream.ToByteString(),
            Reason = "sisters",
        },
    });

    /// <summary>Another dossier was merged into it, with what is objected to there; or is on its own again.</summary>
    public static Error? Absorb(this Desk desk, PersonId author)
    {
        var changed = new DossierMergeChanged { MergedInto = desk.Dossier.Identity.MergedInto, Reason = "twins" };
        ByteString[] absorbed = [.. desk.Dossier.Identity.Absorbed];
        if (absorbed.Length > 0)
        {
            changed.Absorbed.Add(absorbed[1..]);
            desk.Write(author, Of(new Fact { DossierMergeChanged = changed }));
            return null;
        }

        changed.Absorbed.Add([Other(), Other()]);
        desk.Write(author, Of(new Fact { DossierMergeChanged = changed }));
        foreach (ByteString other in changed.Absorbed)
        {
            var objection = new SharingObjection
            {
                Objection = Desk.Id(),
                Dossier = other,
                Persons = { PersonId.New().ToByteString() },
                RecordedAt = desk.Now,
            };
            desk.Write(author, Of(new Fact { ObjectionChanged = new ObjectionChanged { Objection = objection } }));
        }

        return null;
    }

    /// <summary>An appointment of the patient was made, or is at another time.</summary>
    public static Error? Appoint(this Desk desk, PersonId author, Appointment? seen, long time)
    {
        Appointment appointment = time % 2 == 0 && seen is not null
            ? seen.Clone()
            : new Appointment { Agenda = Desk.Id(), Appointment_ = (ulong)time, Kind = AppointmentKind.HomeVisit };
        appointment.Version++;
        appointment.StartsAt = desk.Now + time;
        var changed = new AppointmentChanged { Appointment = appointment, News = true };
        desk.Write(author, new FactDraft(new Fact { AppointmentChanged = changed }, DataClass.Coordination));
        return null;
    }

    private static FactDraft Of(Fact fact) => new(fact, DataClass.Identity);

    private static ByteString Other() => StreamId.DossierOf(StreamId.PatientOf(Guid.NewGuid())).ToByteString();
}
