using Google.Protobuf;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>Whose grains lend files that their facts show.</summary>
internal static class FileLenders
{
    /// <summary>Whether an id is of a stream whose facts show files.</summary>
    public static bool IsLender(ByteString id) =>
        StreamId.TryFrom(id, out StreamId stream) && TypeOf(stream) is not null;

    /// <summary>The grain of a stream that lends files. Several types do, hence by its type.</summary>
    /// <exception cref="ArgumentException">Streams of that kind show no files.</exception>
    public static IFileLending Of(IGrainFactory grains, StreamId stream) => TypeOf(stream) is { } type
        ? grains.GetGrain<IFileLending>(GrainId.Create(type, StreamKey.Of(stream)))
        : throw new ArgumentException("Streams of that kind show no files.", nameof(stream));

    private static string? TypeOf(StreamId stream) => stream.Kind switch
    {
        StreamKind.Conversation => "conversation",
        StreamKind.Dossier => "dossier",
        _ => null,
    };
}
