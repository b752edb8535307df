using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Retention;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>
/// Takes the appointments about the patient of an erased dossier out of an agenda. What is left is that there was one,
/// when, and that it takes place no more: no title, place, note, participant or dossier. Lists have it no more.
/// </summary>
internal sealed class ForgetDossierCommand(
    PersonId author,
    StreamId agenda,
    StreamId dossier,
    Guid id,
    Func<ValueTask<Answer<StreamCipher?>>> key,
    StreamServices services)
    : ForgetDossierCommand<AgendaState>(author, agenda, dossier, id, key, services.Storage.Store)
{
    private static readonly RowSql Remove = new(
        "DELETE FROM agenda_appointment WHERE stream = $1 AND origin = $2 AND appointment = $3", Shreds: true);

    private readonly Dictionary<(ByteString Agenda, ulong Appointment), Appointment> _last = [];

    protected override Fact.BodyOneofCase Kind => Fact.BodyOneofCase.AppointmentChanged;

    protected override Fact? Replace(Fact body)
    {
        Appointment known = body.AppointmentChanged.Appointment;
        if (known.Dossier != Dossier)
        {
            return null;
        }

        Appointment bare = Bare(known);
        _last[(bare.Agenda, bare.Appointment_)] = bare;
        Fact replaced = body.Clone();
        replaced.AppointmentChanged.Appointment = bare;
        return replaced;
    }

    // What was let go of is told of in no view: one fact is enough to say that something was.
    protected override IEnumerable<FactDraft> FactsOf(AgendaState fold)
    {
        List<Appointment> shown =
            [.. _last.Values.Where(one => fold.Find(OriginOf(one.Agenda), one.Appointment_) is not null)];
        return (shown.Count > 0 ? shown : [.. _last.Values.Take(1)]).Select(Over);
    }

    protected override IEnumerable<RowChange> Rows() => _last.Keys.Select(one => new RowChange(
        Remove,
        Stream.Value,
        OriginOf(one.Agenda).Value,
        (long)one.Appointment));

    private FactDraft Over(Appointment last)
    {
        Appointment over = last.Clone();
        over.Version++;
        over.State = AppointmentMoves.IsOver(over.State) ? over.State : AppointmentState.Cancelled;
        over.ChangedAt = services.Now;
        return AppointmentFacts.Changed(over, isNews: false);
    }

    private static StreamId OriginOf(ByteString agenda) =>
        StreamId.TryFrom(agenda, out StreamId origin) ? origin : default;

    private static Appointment Bare(Appointment known) => new()
    {
        Agenda = known.Agenda,
        Appointment_ = known.Appointment_,
        Version = known.Version,
        State = known.State,
        Kind = known.Kind,
        StartsAt = known.StartsAt,
        Minutes = known.Minutes,
        TimeZone = known.TimeZone,
        CreatedBy = known.CreatedBy,
        CreatedAt = known.CreatedAt,
        ChangedBy = known.ChangedBy,
        ChangedAt = known.ChangedAt,
        ActedBy = known.ActedBy,
    };
}
