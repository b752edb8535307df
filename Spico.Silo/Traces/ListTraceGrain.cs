using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>Keeps the traces of one person's lists.</summary>
[Reentrant]
[GrainType("list-traces")]
internal sealed class ListTraceGrain : Grain, IListTraceGrain
{
    private readonly TraceStream _traces;
    private readonly IPeopleStore _people;

    public ListTraceGrain(StreamServices services, TraceHeads heads, IPeopleStore people)
    {
        _people = people;
        _traces = new TraceStream(
            StreamKey.Parse(this.GetPrimaryKeyString()), services, heads, this.GetGrainId(), DeactivateOnIdle);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _traces.StopAsync();

    public async ValueTask<Error?> Keep(Caller caller, AccessTrace trace) =>
        (await _traces.KeepAsync(caller.Person, await WithRoleAsync(caller.Person, trace))).Refusal;

    public async ValueTask<OpenedTrace> Open(Caller caller, AccessTrace trace, StreamId opened, string? gateway)
    {
        AccessTrace kept = await WithRoleAsync(caller.Person, trace);
        (Error? refusal, TraceHead? head) = await _traces.KeepAsync(
            caller.Person, kept, gateway is null ? null : new TraceOpening(opened, gateway));
        return new OpenedTrace(refusal, head?.Seq ?? 0, kept);
    }

    public async ValueTask<Error?> Close(PersonId person, AccessTrace trace, StreamId opened) =>
        (await _traces.KeepAsync(
            person,
            await WithRoleAsync(person, trace),
            TraceOpening.ClosingOf(opened, (long)trace.Opening, trace.Lost),
            new TraceOpening(opened, Gateway: null))).Refusal;

    public async ValueTask<OpenedTrace> Find(long opening)
    {
        try
        {
            (Error? refusal, List<StoredTrace>? found) = await _traces.ReadAsync(default, opening + 1, 1);
            return found is [var trace] && trace.Seq == opening
                ? new OpenedTrace(null, opening, trace.Body.Trace)
                : new OpenedTrace(refusal, opening, null);
        }
        catch (StoreException failure)
        {
            return new OpenedTrace(Refusal.Of(failure.Failure), opening, null);
        }
    }

    private async ValueTask<AccessTrace> WithRoleAsync(PersonId caller, AccessTrace trace)
    {
        AccessTrace kept = trace.Clone();
        List<Person> found = await _people.GetAsync([caller]);
        kept.Role = CareRoles.Of(found is [var person] ? person : null);
        return kept;
    }
}
