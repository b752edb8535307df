using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

internal static class CommandRules
{
    /// <summary>
    /// Whether the command is sent again after a reconnection: the server carries it out once however often it is sent,
    /// or it asks after work that outlasts connections, such as the transfer of a file.
    /// </summary>
    public static bool IsRepeatable(Command command) => command.BodyCase
        is Command.BodyOneofCase.GetFile
        or Command.BodyOneofCase.BeginDownload
        or Command.BodyOneofCase.GetSynthesis
        or Command.BodyOneofCase.VerifySynthesis || command.HasRequestId();
}
