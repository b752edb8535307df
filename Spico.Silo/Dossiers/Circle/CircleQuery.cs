using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>The circle as it was at a time.</summary>
internal static class CircleQuery
{
    /// <summary>Answers from the dossier as it stands.</summary>
    public static Reply Answer(DossierState fold, DossierCall call, uint epoch)
    {
        ReadCircleRequest request = call.Command.ReadCircle;
        if (!call.MayRead(fold, DataClass.Circle))
        {
            return new Reply { Error = Refusal.NotAccessible("dossier") };
        }

        long at = request.At == 0 ? Math.Max(call.Now, fold.Head.At) : request.At;
        return new Reply
        {
            ReadCircle = new ReadCircleResponse
            {
                Members = { fold.Circle.At(at) },
                Position = new Position { Epoch = epoch, Seq = (ulong)fold.Head.Seq },
            },
        };
    }
}
