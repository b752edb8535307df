using Spico.Protocol.V1;

namespace Spico.Gateway.Sessions;

/// <summary>Carries out admitted commands. A seam: tests put scripted answers in its place.</summary>
internal interface ICommandRouter
{
    /// <summary>Carries a command out on a session. Throws what a call throws.</summary>
    ValueTask<Reply> RouteAsync(Session session, PendingCommand pending);
}
