using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Spico.Peers.Host.Rooms;

/// <summary>
/// A connection: its first message is the number of a conversation, the others are posts to it. An empty message
/// comes back for each.
/// </summary>
internal sealed class RoomHandler(RoomDirectory rooms, IFraming framing) : ConnectionHandler
{
    private readonly byte[] _ack = framing.Encode([]);

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        if (!await framing.OpenAsync(connection.Transport))
        {
            return;
        }

        RoomMember member = new(connection);
        Task writing = member.WriteAsync();
        try
        {
            await ReadAsync(connection.Transport.Input, member);
        }
        catch (Exception exception) when (exception is IOException or ConnectionAbortedException)
        {
            // Gone without a word.
        }
        finally
        {
            member.Complete();
            await writing;
        }
    }

    private async Task ReadAsync(PipeReader input, RoomMember member)
    {
        Room? room = null;
        try
        {
            while (true)
            {
                ReadResult read = await input.ReadAsync();
                ReadOnlySequence<byte> bytes = read.Buffer;
                while (framing.TryRead(ref bytes, out byte[] message))
                {
                    if (room is null)
                    {
                        room = rooms[BinaryPrimitives.ReadInt32BigEndian(message)];
                        room.Enter(member);
                    }
                    else
                    {
                        room.Post(framing.Encode(message));
                    }

                    member.Send(_ack);
                }

                input.AdvanceTo(bytes.Start, bytes.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        finally
        {
            room?.Leave(member);
        }
    }
}
