using Orleans;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Dossiers;
using Spico.Silo.Files;
using Spico.Silo.Streams;

namespace Spico.Gateway.Files;

/// <summary>Which grain carries out a command about files.</summary>
internal static class FileCommands
{
    /// <summary>Announces a file: its id derives from who asks and the request.</summary>
    public static ValueTask<Reply> BeginUpload(IGrainFactory grains, Caller caller, BeginUploadRequest request) =>
        RequestId.TryFrom(request.RequestId, out RequestId id)
            ? Upload(grains, FileId.AnnouncedBy(caller.Person, id)).Begin(caller, request)
            : Bad("request_id", "16 bytes, a UUIDv7.");

    /// <summary>Asks how far a file is.</summary>
    public static ValueTask<Reply> GetFile(IGrainFactory grains, Caller caller, GetFileRequest request) =>
        FileId.TryFrom(request.File, out FileId file)
            ? Upload(grains, file).Get(caller, request)
            : Bad("file", "16 bytes.");

    /// <summary>Asks the stream that shows a file for a ticket.</summary>
    public static ValueTask<Reply> BeginDownload(IGrainFactory grains, Caller caller, BeginDownloadRequest request) =>
        StreamId.TryFrom(request.Stream, out StreamId stream) && ShownBy(grains, stream) is { } shown
            ? shown.BeginDownload(caller, request)
            : Bad("stream", "The 16 bytes of a conversation or a dossier.");

    /// <summary>The files that a stream shows; null when streams of its kind show none.</summary>
    public static IStreamFilesGrain? ShownBy(IGrainFactory grains, StreamId stream) => stream.Kind switch
    {
        StreamKind.Conversation => grains.GetGrain<IConversationGrain>(StreamKey.Of(stream)),
        StreamKind.Dossier => grains.GetGrain<IDossierGrain>(StreamKey.Of(stream)),
        _ => null,
    };

    private static IUploadGrain Upload(IGrainFactory grains, FileId file) =>
        grains.GetGrain<IUploadGrain>(FileKey.Of(file));

    private static ValueTask<Reply> Bad(string field, string message) =>
        ValueTask.FromResult(Refusal.Invalid(field, message));
}
