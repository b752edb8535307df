using Spico.Client;
using Spico.Load.Targets;
using Spico.Peers;
using Spico.Protocol.Wire;
using Spico.Testing;

namespace Spico.Load.Subjects;

/// <summary>Everything that can be compared, by name: Spico in its variants, and the peers.</summary>
internal static class SubjectCatalog
{
    private static readonly (string Way, Door Door, IFrameCodec Codec)[] Ways =
    [
        ("", Door.WebSocket, FrameCodecs.Protobuf),
        ("-tcp", Door.Tcp, FrameCodecs.Protobuf),
        ("-grpc", Door.Grpc, FrameCodecs.Protobuf),
        ("-json", Door.WebSocket, FrameCodecs.Json),
    ];

    /// <summary>The names of Spico's own variants; the first of each store is WebSocket with protobuf.</summary>
    public static IEnumerable<string> Own =>
        from store in new[] { "postgres", "sqlite" }
        from way in Ways
        select $"spico-{store}{way.Way}";

    /// <summary>What a comparison without names compares: Spico on PostgreSQL and every peer installed.</summary>
    public static IEnumerable<string> Default =>
        PeerCatalog.All.Where(entry => entry.IsInstalled).Select(entry => entry.Name).Prepend("spico-postgres");

    /// <summary>The subject of a name; null when there is none.</summary>
    public static Subject? Find(string name)
    {
        foreach ((string way, Door door, IFrameCodec codec) in Ways)
        {
            foreach (Store store in Enum.GetValues<Store>())
            {
                if (name == $"spico-{(store == Store.Sqlite ? "sqlite" : "postgres")}{way}")
                {
                    var options = new TargetOptions { Door = door, Codec = codec, Store = store };
                    return new Subject(name, () => new SpicoPeer(name, options));
                }
            }
        }

        return PeerCatalog.Find(name) is { } entry ? new Subject(name, entry.Create) : null;
    }
}
