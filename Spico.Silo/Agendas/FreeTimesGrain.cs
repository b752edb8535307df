using Google.Protobuf;
using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas.Times;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>Asks agendas when they are not free, on the caller's own authority, and tells what is left.</summary>
[StatelessWorker]
[GrainType("free-times")]
internal sealed class FreeTimesGrain : Grain, IFreeTimesGrain
{
    private const int TimesDefault = 20;
    private const int TimesMax = 100;
    private const uint MinutesPerDay = 1_440;
    private const long MillisecondsPerMinute = 60_000;

    public async ValueTask<Reply> Find(Caller caller, FindFreeTimesRequest request)
    {
        if (Check(request) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        List<(ListAgendaRequest Request, StreamId Agenda)> asked = [];
        foreach (ByteString id in request.Persons)
        {
            _ = PersonId.TryFrom(id, out PersonId person);
            asked.Add((new ListAgendaRequest { Person = id }, StreamId.AgendaOf(person)));
        }

        foreach (ByteString id in request.Structures)
        {
            _ = StructureId.TryFrom(id, out StructureId structure);
            asked.Add((new ListAgendaRequest { Structure = id }, StreamId.AgendaOf(structure)));
        }

        BusyTimes[] busy = await Task.WhenAll(asked.Select(one => AskAsync(caller, one.Agenda, one.Request, request)));
        if (Array.Find(busy, one => one.Refusal is not null) is { } refused)
        {
            return new Reply { Error = refused.Refusal };
        }

        var answer = new FindFreeTimesResponse();
        int limit = request.Limit == 0 ? TimesDefault : (int)request.Limit;
        IEnumerable<(long From, long To)> free = FreeTimes.Find(
            HoursOf(request).Between(request.From, request.To),
            busy.SelectMany(one => one.Times.Chunk(2)).Select(pair => (pair[0], pair[1])),
            request.Minutes * MillisecondsPerMinute);
        answer.Times.Add(free.Take(limit).Select(time => new FreeTime { From = time.From, To = time.To }));
        return new Reply { FindFreeTimes = answer };
    }

    private static DayHours HoursOf(FindFreeTimesRequest request) => new(
        ZonedTime.Find(request.TimeZone)!,
        [.. request.Weekdays],
        (int)request.FromMinute,
        request.UntilMinute == 0 ? (int)MinutesPerDay : (int)request.UntilMinute);

    private static Error? Check(FindFreeTimesRequest request) =>
        request.Persons.Count + request.Structures.Count is 0 or > AgendaLimits.Searched
            ? Refusal.Invalid("persons", $"With structures, 1 to {AgendaLimits.Searched}.", AgendaLimits.Searched)
        : request.Persons.Any(id => !PersonId.TryFrom(id, out _)) ? Refusal.Invalid("persons", "16 bytes each.")
        : request.Structures.Any(id => !StructureId.TryFrom(id, out _))
            ? Refusal.Invalid("structures", "16 bytes each.")
        : request.Minutes is 0 or > MinutesPerDay
            ? Refusal.Invalid("minutes", $"1 to {MinutesPerDay}.", MinutesPerDay)
        : request.FromMinute >= MinutesPerDay ? Refusal.Invalid("from_minute", "0 to 1439.", MinutesPerDay - 1)
        : request.UntilMinute > MinutesPerDay
            || (request.UntilMinute > 0 && request.UntilMinute <= request.FromMinute)
            ? Refusal.Invalid("until_minute", "After from_minute, up to 1440.", MinutesPerDay)
        : ZonedTime.Find(request.TimeZone) is null
            ? Refusal.Invalid("time_zone", "A name of the IANA time zone database.")
        : request.Limit > TimesMax ? Refusal.Invalid("limit", $"1 to {TimesMax}.", TimesMax)
        : AppointmentFields.CheckWeekdays(request.Weekdays, "weekdays")
            ?? AgendaPage.CheckRange(request.From, request.To);

    private Task<BusyTimes> AskAsync(
        Caller caller, StreamId agenda, ListAgendaRequest owner, FindFreeTimesRequest request)
    {
        owner.From = request.From;
        owner.To = request.To;
        return GrainFactory.GetGrain<IAgendaNotes>(StreamKey.Of(agenda)).FindBusy(caller, owner).AsTask();
    }
}
