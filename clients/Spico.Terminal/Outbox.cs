using System.Threading.Channels;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>What the person wrote, sent in order, one after the other, while they go on writing.</summary>
internal sealed class Outbox : IAsyncDisposable
{
    private const int WaitingMax = 256;

    private readonly Channel<(StreamId Conversation, string Text, RequestId Request)> _texts =
        Channel.CreateBounded<(StreamId, string, RequestId)>(WaitingMax);

    private readonly SpicoClient _client;
    private readonly IScreen _screen;
    private readonly Task _sending;

    public Outbox(SpicoClient client, IScreen screen)
    {
        _client = client;
        _screen = screen;
        _sending = SendAllAsync();
    }

    public ValueTask PostAsync(StreamId conversation, string text, CancellationToken cancellationToken) =>
        _texts.Writer.WriteAsync((conversation, text, RequestId.New()), cancellationToken);

    /// <summary>Sends what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _texts.Writer.TryComplete();
        await _sending;
    }

    private async Task SendAllAsync()
    {
        await foreach ((StreamId conversation, string text, RequestId request) in _texts.Reader.ReadAllAsync())
        {
            await SendAsync(conversation, text, request);
        }
    }

    private async Task SendAsync(StreamId conversation, string text, RequestId request)
    {
        while (true)
        {
            try
            {
                await _client.PostAsync(conversation, text, requestId: request);
                return;
            }
            catch (SpicoException exception) when (
                exception.Code == ErrorCode.Deadline && _client.State != ClientState.Closed)
            {
                // The same request id: should the server have it already, it is not stored twice.
                _screen.Line(Tone.Warning, $"still sending: {text}");
            }
            catch (SpicoException exception)
            {
                _screen.Line(Tone.Warning, $"not sent ({exception.Error.Message}): {text}");
                return;
            }
        }
    }
}
