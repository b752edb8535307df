using Spico.Protocol.V1;

namespace Spico.Client.Connections;

/// <summary>What a connection tells its client. Pushes come from one thread at a time, in order.</summary>
internal interface IConnectionSink
{
    /// <summary>The answer to a command.</summary>
    void OnReply(uint id, Reply reply);

    /// <summary>A push as encoded protobuf, valid during the call.</summary>
    void OnPush(ReadOnlySpan<byte> push);

    /// <summary>A push that came in another encoding.</summary>
    void OnPush(Push push);
}
