using Orleans;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Gateway.Sessions;

/// <summary>The commands on what is of the whole region.</summary>
internal sealed class RegionRoutes(IGrainFactory grains)
{
    /// <summary>Whether a command is one of these.</summary>
    public static bool Has(Command command) => command.BodyCase
        is Case.EraseStream or Case.SetLegalHold or Case.PurgeStreams or Case.ReadRegister;

    /// <summary>Has a command carried out.</summary>
    public ValueTask<Reply> RouteAsync(Caller caller, Command command) =>
        grains.GetGrain<IRetentionGrain>(StreamKey.Of(StreamId.Register)).CarryOut(caller, command);
}
