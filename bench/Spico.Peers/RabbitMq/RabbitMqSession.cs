using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Spico.Peers.RabbitMq;

/// <summary>A member on RabbitMQ: a connection, a channel, and a queue that goes with them.</summary>
internal sealed class RabbitMqSession : IPeerSession
{
    private static readonly BasicProperties Persistent = new() { Persistent = true };

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _exchange;

    private RabbitMqSession(IConnection connection, IChannel channel, string exchange)
    {
        _connection = connection;
        _channel = channel;
        _exchange = exchange;
    }

    /// <summary>The exchange of a conversation, and its quorum queue.</summary>
    public static string ExchangeOf(int conversation) =>
        string.Create(CultureInfo.InvariantCulture, $"chat.{conversation}");

    public static async Task<RabbitMqSession> OpenAsync(
        IConnection connection, int conversation, IPeerReceiver receiver, CancellationToken cancellationToken)
    {
        IChannel channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            cancellationToken);
        string exchange = ExchangeOf(conversation);
        QueueDeclareOk queue = await channel.QueueDeclareAsync(cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue.QueueName, exchange, "", cancellationToken: cancellationToken);
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            receiver.OnMessage(conversation, delivery.Body.Span);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, cancellationToken);
        return new RabbitMqSession(connection, channel, exchange);
    }

    public ValueTask PostAsync(int conversation, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        _channel.BasicPublishAsync(_exchange, "", mandatory: false, Persistent, text, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
