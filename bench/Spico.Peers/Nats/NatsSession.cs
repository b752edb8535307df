using System.Globalization;
using System.Text;

namespace Spico.Peers.Nats;

/// <summary>A member on NATS.</summary>
internal sealed class NatsSession(NatsClient client, int conversation) : IPeerSession
{
    private readonly byte[] _subject = Encoding.ASCII.GetBytes(SubjectOf(conversation));

    /// <summary>What is posted to a conversation.</summary>
    public static string SubjectOf(int conversation) =>
        string.Create(CultureInfo.InvariantCulture, $"chat.{conversation}");

    public ValueTask PostAsync(int conversation, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        new(client.PublishAsync(_subject, text).WaitAsync(cancellationToken));

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
