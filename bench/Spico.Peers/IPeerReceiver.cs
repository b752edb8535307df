namespace Spico.Peers;

/// <summary>Takes what a member receives.</summary>
public interface IPeerReceiver
{
    /// <summary>
    /// A message has arrived. Calls for one member come one at a time, in the order of arrival; the bytes are only
    /// valid during the call.
    /// </summary>
    void OnMessage(int conversation, ReadOnlySpan<byte> text);
}
