namespace Spico.Peers.Host.Rooms;

/// <summary>Who is in a conversation; what is posted reaches all of them in one order.</summary>
internal sealed class Room
{
    private readonly Lock _turn = new();
    private RoomMember[] _members = [];

    public void Enter(RoomMember member)
    {
        lock (_turn)
        {
            _members = [.. _members, member];
        }
    }

    public void Leave(RoomMember member)
    {
        lock (_turn)
        {
            _members = [.. _members.Where(other => other != member)];
        }
    }

    public void Post(byte[] frame)
    {
        lock (_turn)
        {
            foreach (RoomMember member in _members)
            {
                member.Send(frame);
            }
        }
    }
}
