using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Spico.Gateway.Files;
using Spico.Gateway.Protocols.Files;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;

namespace Spico.Gateway.Tests.Protocols.Files;

// Goal: an upload that comes too slowly ends, and costs nothing of what came. Method: the server's clock that ends it
// is the framework's; the endpoint is given its limit, and what it does when that is crossed is played to it.
public sealed class UploadEndpointTests
{
    private readonly FileDoorOptions _door = new()
    {
        UploadBytesPerSecondMin = 1_000,
        SlowUploadMax = TimeSpan.FromSeconds(2),
    };

    [Fact]
    public async Task An_upload_that_comes_too_slowly_ends_with_408_and_keeps_what_came()
    {
        var upload = new KeptUpload(size: 10);
        DefaultHttpContext context = Patch(new SlowBody([1, 2, 3]));

        await Endpoint(upload).AppendAsync(context);

        context.Response.Body.Position = 0;
        string answer = await new StreamReader(context.Response.Body).ReadToEndAsync(
            TestContext.Current.CancellationToken);
        Assert.Equal(StatusCodes.Status408RequestTimeout, context.Response.StatusCode);
        Assert.Contains("\"deadline\"", answer, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], upload.Bytes);
    }

    [Fact]
    public async Task The_server_is_told_how_slow_an_upload_may_be()
    {
        DefaultHttpContext context = Patch(new SlowBody([1]));
        var pace = new Pace();
        context.Features.Set<IHttpMinRequestBodyDataRateFeature>(pace);

        await Endpoint(new KeptUpload(size: 10)).AppendAsync(context);
        Assert.Equal(
            (1_000, TimeSpan.FromSeconds(2)), (pace.MinDataRate!.BytesPerSecond, pace.MinDataRate.GracePeriod));

        _door.UploadBytesPerSecondMin = 0;
        await Endpoint(new KeptUpload(size: 10)).AppendAsync(context);
        Assert.Null(pace.MinDataRate);
    }

    private UploadEndpoint Endpoint(IFileTransfers files) =>
        new(files, new Transfers(Options.Create(_door)), Options.Create(_door));

    private static DefaultHttpContext Patch(PipeReader body)
    {
        byte[] ticket = new byte[FileTicket.SaidBytes + FileTicket.SealBytes];
        new FileTicket(
            FileTicketPurpose.Upload, PersonId.New(), SessionId.New(), FileId.From(Guid.NewGuid()), default, 0, 0)
            .Write(ticket);
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        context.Features.Set<IRequestBodyPipeFeature>(new Body(body));
        context.Request.ContentType = "application/offset+octet-stream";
        context.Request.Headers["Tus-Resumable"] = "1.0.0";
        context.Request.Headers["Upload-Offset"] = "0";
        context.Request.Headers.Authorization = "Bearer " + Base64Url.EncodeToString(ticket);
        return context;
    }

    private sealed class Body(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }

    private sealed class Pace : IHttpMinRequestBodyDataRateFeature
    {
        public MinDataRate? MinDataRate { get; set; }
    }

    /// <summary>Some bytes, and then what the server says to whoever is too slow.</summary>
    private sealed class SlowBody(byte[] first) : PipeReader
    {
        private bool _hasCome;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (_hasCome)
            {
                throw new Microsoft.AspNetCore.Http.BadHttpRequestException(
                    "Reading the request body timed out.", StatusCodes.Status408RequestTimeout);
            }

            _hasCome = true;
            return ValueTask.FromResult(new ReadResult(new ReadOnlySequence<byte>(first), false, false));
        }

        public override void AdvanceTo(SequencePosition consumed)
        {
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
        }

        public override void CancelPendingRead()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();
    }

    private sealed class KeptUpload(long size) : IFileTransfers
    {
        public List<byte> Bytes { get; } = [];

        public ValueTask<UploadStatus> LookAsync(string ticket) => new(Status());

        public ValueTask<UploadStatus> AppendAsync(UploadPiece piece)
        {
            Bytes.AddRange(piece.Bytes);
            return new(Status());
        }

        public ValueTask<UploadStatus> SettleAsync(string ticket, long offset) => new(Status());

        public ValueTask<UploadStatus> CancelAsync(string ticket) => new(Status());

        public ValueTask<FilePiece> ReadAsync(FileRead read) => throw new NotSupportedException();

        private UploadStatus Status() => new() { Offset = Bytes.Count, Size = size, State = FileState.Uploading };
    }
}
