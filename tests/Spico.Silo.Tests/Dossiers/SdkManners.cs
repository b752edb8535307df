using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>Commands as the SDK sends them.</summary>
internal static class SdkManners
{
    private const int AttemptsMax = 20;

    /// <summary>Sends a command, and again the same when something it rests on has changed meanwhile.</summary>
    public static async Task<Reply> SendAsync(this IDossierGrain dossier, Caller caller, Command command)
    {
        for (int attempt = 1; ; attempt++)
        {
            Reply reply = await dossier.CarryOut(caller, command);
            if (attempt == AttemptsMax || !Equals(reply.Error, Refusal.Overtaken()))
            {
                return reply;
            }
        }
    }
}
