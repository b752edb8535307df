using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Traces;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Agendas;

/// <summary>
/// Traces what an agenda shows of dossiers to who has it open: among the lists of that person, by a trace when it is
/// opened, one when it is closed, and one for each page that shows any, for what is about a dossier is not pushed as it
/// stands; each names the dossiers shown. Lives on its grain's turn.
/// </summary>
internal sealed class AgendaTraces(StreamId agenda, StreamPipeline<AgendaState> pipeline, IGrainFactory grains)
{
    /// <summary>The answer to an opening, once it is traced. It names the trace, for the closing.</summary>
    public async ValueTask<Subscription> KeepAsync(Caller caller, Subscription opened, IGatewayObserver gateway)
    {
        AccessTrace trace = Begin(caller, Command.BodyOneofCase.OpenStream, opened.Refusal);
        trace.To = (ulong)opened.Head.Seq;
        trace.Dossiers.Add(Named(opened.View?.Agenda.Appointments ?? []));
        TraceOpening? opening = opened.Refusal is null ? TraceOpening.Of(agenda, gateway) : null;
        OpenedTrace kept = await ListsOf(caller.Person).Open(caller, trace, agenda, opening?.Gateway);
        return kept.Refusal is not null ? new Subscription { Refusal = kept.Refusal }
            : opened.Refusal is not null ? opened
            : new Subscription
            {
                Head = opened.Head,
                Access = opened.Access,
                Withheld = opened.Withheld,
                View = opened.View,
                Opening = kept.Seq,
            };
    }

    /// <summary>
    /// A page of facts, once it is traced. What came after an opening is the opening's, but for what is of a dossier.
    /// </summary>
    public async ValueTask<HistoryPage> KeepAsync(Caller caller, HistoryQuery query, HistoryPage page)
    {
        ByteString[] shown = [.. Named(AppointmentsIn(page))];
        if (shown.Length == 0 && query is { Backwards: false, OpenedAt: { } openedAt } && query.From >= openedAt)
        {
            return page;
        }

        AccessTrace trace = Begin(caller, Command.BodyOneofCase.ReadHistory, page.Refusal);
        trace.Dossiers.Add(shown);
        return await ListsOf(caller.Person).Keep(caller, trace) is { } unkept
            ? new HistoryPage { Refusal = unkept }
            : page;
    }

    /// <summary>The appointments about dossiers that a page tells of.</summary>
    public static IEnumerable<Appointment> AppointmentsIn(HistoryPage page) => page.Facts
        .Where(fact => fact.PulledBy == PulledBy.Everybody)
        .Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact.AppointmentChanged.Appointment);

    /// <summary>Traces that an opening is over, once. False: it could not be, and is to be tried again.</summary>
    public async ValueTask<bool> CloseAsync(Caller caller, long opening, long upTo)
    {
        OpenedTrace opened = await ListsOf(caller.Person).Find(opening);
        if (opened.Trace is null)
        {
            return opened.Refusal is null || Refusal.IsGone(opened.Refusal);
        }

        AccessTrace trace = Begin(caller, Command.BodyOneofCase.CloseStream, null);
        return await CloseAsync(caller.Person, trace, opened, upTo);
    }

    /// <summary>Traces that the gateway of an opening is lost. False: to be tried again.</summary>
    public async ValueTask<bool> LoseAsync(PersonId person, long opening)
    {
        OpenedTrace opened = await ListsOf(person).Find(opening);
        if (opened.Trace is null)
        {
            return opened.Refusal is null || Refusal.IsGone(opened.Refusal);
        }

        (Error? refusal, long head) = await pipeline.AskAsync(0, static (fold, _) => fold.Head.Seq);
        if (refusal is not null && !Refusal.IsGone(refusal))
        {
            return false;
        }

        AccessTrace trace = TraceFields.ClosingOf(opened.Trace);
        trace.Lost = true;
        return await CloseAsync(person, trace, opened, Math.Max(head, (long)opened.Trace.To));
    }

    private async ValueTask<bool> CloseAsync(PersonId person, AccessTrace trace, OpenedTrace opened, long upTo)
    {
        trace.Opening = (ulong)opened.Seq;
        trace.To = (ulong)upTo;
        trace.Dossiers.Clear();
        trace.Dossiers.Add(opened.Trace!.Dossiers);
        Error? refusal = await ListsOf(person).Close(person, trace, agenda);
        return refusal is null || Refusal.IsGone(refusal);
    }

    private IListTraceGrain ListsOf(PersonId person) =>
        grains.GetGrain<IListTraceGrain>(StreamKey.Of(StreamId.TracesOf(person)));

    private static AccessTrace Begin(Caller caller, Command.BodyOneofCase command, Error? outcome)
    {
        AccessTrace trace = TraceFields.Begin(caller, TraceKind.Listed);
        trace.Command = (uint)command;
        trace.Outcome = outcome?.Code ?? ErrorCode.Unspecified;
        return trace;
    }

    private static IEnumerable<ByteString> Named(IEnumerable<Appointment> appointments) => appointments
        .Select(appointment => appointment.Dossier)
        .Where(dossier => !dossier.IsEmpty)
        .Distinct();
}
