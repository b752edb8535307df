namespace Spico.Gateway.Sessions;

/// <summary>Takes the replies to the commands of one connection.</summary>
public interface IReplyReceiver
{
    /// <summary>Takes a reply. Returns at once and never throws.</summary>
    void Receive(uint id, SessionReply reply);
}
