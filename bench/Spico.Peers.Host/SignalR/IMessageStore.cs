namespace Spico.Peers.Host.SignalR;

/// <summary>The table of messages.</summary>
internal interface IMessageStore
{
    /// <summary>Inserts one message and returns its number; it is on the disk then, if it is stored at all.</summary>
    Task<long> InsertAsync(int conversation, int author, string text, DateTimeOffset at);
}
