using Spico.Gateway.Streams;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Sessions;

/// <summary>A command that awaits its reply. Answered once, by its outcome or by its deadline.</summary>
internal sealed class PendingCommand(Command command, uint id, IReplyReceiver receiver, long startedAt)
{
    private int _isAnswered;
    private int _hasLeftLane;

    public Command Command { get; } = command;

    public long StartedAt { get; } = startedAt;

    /// <summary>When somebody was asked last, as a timestamp; 0: it waits for those before it.</summary>
    public long AskedAt { get; set; }

    /// <summary>The stream whose order it keeps, when it has one.</summary>
    public StreamId? Stream { get; init; }

    /// <summary>The stream that it opens: told of nothing before the reply is out.</summary>
    public OpenStream? Opened { get; set; }

    /// <summary>The page of history that goes with its reply.</summary>
    public IReadOnlyList<Envelope>? Facts { get; set; }

    /// <summary>Links the commands in flight of a session.</summary>
    public PendingCommand? Next { get; set; }

    /// <summary>Whether somebody has taken the right to answer.</summary>
    public bool IsAnswered => Volatile.Read(ref _isAnswered) != 0;

    /// <summary>Takes the right to answer, which there is once. False when it was taken before.</summary>
    public bool TryClaimAnswer() => Interlocked.Exchange(ref _isAnswered, 1) == 0;

    /// <summary>Makes room for those behind it in its stream, once. False when it had.</summary>
    public bool TryLeaveLane() => Interlocked.Exchange(ref _hasLeftLane, 1) == 0;

    /// <summary>Hands the reply over; for whoever claimed it.</summary>
    public void Answer(Reply reply) => receiver.Receive(
        id, new SessionReply(reply, reply.BodyCase == Reply.BodyOneofCase.ReadHistory ? Facts : null));
}
