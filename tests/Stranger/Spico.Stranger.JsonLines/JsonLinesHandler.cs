using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Stranger.JsonLines;

/// <summary>
/// A frame a line, as JSON: hello first, then commands; replies and pushes come back the same way. Everything it knows
/// of Spico is a session and the vocabulary.
/// </summary>
internal sealed class JsonLinesHandler(ISessionGate gate) : ConnectionHandler
{
    private const int LineBytesMax = 64 * 1024;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        PipeWriter output = connection.Transport.Output;
        using var writing = new SemaphoreSlim(1);
        if (await ReadAsync(connection) is not { Hello: { } hello })
        {
            return;
        }

        IPAddress? address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        SessionOpening opening = await gate.OpenAsync(
            new SessionRequest(hello, "json-lines", address), connection.ConnectionClosed);
        if (opening.Session is not { } session)
        {
            await WriteAsync(output, writing, new Frame { Goodbye = opening.Refusal });
            return;
        }

        await using (session)
        {
            await WriteAsync(output, writing, new Frame { Welcome = session.Welcome });
            Task pushing = PushAsync(session, output, writing);
            while (await ReadAsync(connection) is { Command: { } command } frame)
            {
                Reply reply = await session.SendAsync(command, connection.ConnectionClosed);
                await WriteAsync(output, writing, new Frame { Id = frame.Id, Reply = reply });
            }

            session.End(CloseCode.GoingAway, "The client left.");
            await pushing;
        }
    }

    private static async Task PushAsync(ISession session, PipeWriter output, SemaphoreSlim writing)
    {
        while (await session.Pushes.WaitToReadAsync())
        {
            while (session.Pushes.TryRead(out SharedPush? push))
            {
                await WriteAsync(output, writing, push.FrameIn(FrameCodecs.Json));
            }
        }

        await WriteAsync(output, writing, new Frame { Goodbye = await session.Ended });
    }

    private static Task WriteAsync(PipeWriter output, SemaphoreSlim writing, Frame frame)
    {
        var line = new ArrayBufferWriter<byte>();
        FrameCodecs.Json.Write(frame, line);
        return WriteAsync(output, writing, line.WrittenMemory);
    }

    private static async Task WriteAsync(PipeWriter output, SemaphoreSlim writing, ReadOnlyMemory<byte> line)
    {
        await writing.WaitAsync();
        try
        {
            output.Write(line.Span);
            output.Write("\n"u8);
            await output.FlushAsync();
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>The next frame; null at the end, and for anything that is not a frame.</summary>
    private static async Task<Frame?> ReadAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;
        while (true)
        {
            ReadResult read = await input.ReadAsync(connection.ConnectionClosed);
            if (TryCut(read.Buffer, out ReadOnlySequence<byte> line, out SequencePosition end))
            {
                FrameCodecs.Json.TryDecode(line, out Frame? frame, out _);
                input.AdvanceTo(end);
                return frame;
            }

            bool isOver = read.IsCompleted || read.Buffer.Length > LineBytesMax;
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (isOver)
            {
                return null;
            }
        }
    }

    private static bool TryCut(
        ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line, out SequencePosition end)
    {
        SequencePosition? found = buffer.PositionOf((byte)'\n');
        line = found is null ? default : buffer.Slice(0, found.Value);
        end = found is null ? default : buffer.GetPosition(1, found.Value);
        return found is not null;
    }
}
