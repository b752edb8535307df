using System.Collections.Concurrent;

namespace Spico.Peers.Host.Rooms;

/// <summary>All rooms, made when first entered.</summary>
internal sealed class RoomDirectory
{
    private readonly ConcurrentDictionary<int, Room> _rooms = new();

    public Room this[int conversation] => _rooms.GetOrAdd(conversation, _ => new Room());
}
