using Orleans.Concurrency;
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

    public async ValueTask<Error?> Keep(Caller caller, AccessTrace trace)
    {
        AccessTrace kept = trace.Clone();
        List<Person> found = await _people.GetAsync([caller.Person]);
        kept.Role = CareRoles.Of(found is [var person] ? person : null);
        return (await _traces.KeepAsync(caller.Person, kept)).Refusal;
    }
}
