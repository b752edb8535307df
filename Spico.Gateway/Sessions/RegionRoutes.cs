using Orleans;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Exports;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Support;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Gateway.Sessions;

/// <summary>The commands on what is of the whole region.</summary>
internal sealed class RegionRoutes(IGrainFactory grains)
{
    /// <summary>Whether a command is one of these.</summary>
    public static bool Has(Command command) => command.BodyCase
        is Case.EraseStream or Case.SetLegalHold or Case.PurgeStreams or Case.ReadRegister
        or Case.FindHelpContacts or Case.LoadHelpContacts
        or Case.AskForSupport or Case.ListSupportRequests or Case.ChangeSupportRequest
        or Case.ExportOwnData;

    /// <summary>Has a command carried out.</summary>
    public ValueTask<Reply> RouteAsync(Caller caller, Command command)
    {
        switch (command.BodyCase)
        {
            case Case.ExportOwnData:
                return grains.GetGrain<IOwnDataGrain>(StreamKey.Of(StreamId.InboxOf(caller.Person)))
                    .Export(caller, command.ExportOwnData);
            case Case.AskForSupport:
                return Support(StreamId.SupportOf(caller.Person)).CarryOut(caller, command);
            case Case.ListSupportRequests:
                return grains.GetGrain<ISupportDeskGrain>(0).List(caller, command.ListSupportRequests);
            case Case.ChangeSupportRequest:
                return StreamId.TryFrom(command.ChangeSupportRequest.Stream, out StreamId stream)
                    ? Support(stream).CarryOut(caller, command)
                    : ValueTask.FromResult(Refusal.Invalid("stream", "The 16 bytes of somebody's requests."));
            default:
                return grains.GetGrain<IRetentionGrain>(StreamKey.Of(StreamId.Register)).CarryOut(caller, command);
        }
    }

    private ISupportGrain Support(StreamId stream) => grains.GetGrain<ISupportGrain>(StreamKey.Of(stream));
}
