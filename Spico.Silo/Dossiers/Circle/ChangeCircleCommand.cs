using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeCircleRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>The changes of the circle.</summary>
internal static class ChangeCircleCommand
{
    /// <summary>Reads which change it is, and checks its fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeCircleRequest request = call.Command.ChangeCircle;
        return call.Check(request.Dossier, request.RequestId) ?? (request.ChangeCase switch
        {
            Case.Begin => BeginPeriodCommand.TryRead(call, out change),
            Case.End => EndPeriodCommand.TryRead(call, out change),
            _ => Refusal.Invalid("change", "Not absent."),
        });
    }
}
