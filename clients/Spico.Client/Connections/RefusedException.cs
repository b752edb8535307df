using Spico.Protocol.V1;

namespace Spico.Client.Connections;

/// <summary>The server answered a sign-in with goodbye.</summary>
internal sealed class RefusedException(Goodbye goodbye) : Exception(goodbye.Reason)
{
    public Goodbye Goodbye { get; } = goodbye;
}
