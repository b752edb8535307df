using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests.BadInput;

/// <summary>What nobody should ask of the door of files: each has a status and a code, and changes nothing.</summary>
public sealed class FileBadInputTests : IAsyncLifetime
{
    private static readonly byte[] Note = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("bien dormi ", 100)));

    private Clinic _clinic = null!;
    private Colleague _alice = null!;
    private Uri _door = null!;

    public async ValueTask InitializeAsync()
    {
        SpicoNode node = await Node.SharedAsync(Store.Sqlite);
        _clinic = new Clinic(node, Way.WebSocket);
        _alice = await _clinic.Admit("alice");
        _door = new Uri(node.Doors.Http!);
    }

    public ValueTask DisposeAsync() => _clinic.DisposeAsync();

    [Theory]
    [InlineData("no version", 412, "unsupported")]
    [InlineData("another version", 412, "unsupported")]
    [InlineData("ticket in the address", 400, "token_in_url")]
    [InlineData("no ticket", 401, "unauthenticated")]
    [InlineData("no ticket at all", 401, "unauthenticated")]
    [InlineData("forged ticket", 404, "not_accessible")]
    [InlineData("ticket of another file", 404, "not_accessible")]
    [InlineData("another type", 415, "unsupported")]
    [InlineData("no offset", 400, "invalid_argument")]
    [InlineData("offset below zero", 400, "invalid_argument")]
    [InlineData("offset beyond all numbers", 400, "invalid_argument")]
    [InlineData("offset that is not reached", 409, "wrong_state")]
    [InlineData("offset that is past", 409, "wrong_state")]
    [InlineData("more than announced", 413, "too_large")]
    [InlineData("more than announced, in chunks", 413, "too_large")]
    [InlineData("checksum nobody knows", 400, "unsupported")]
    [InlineData("checksum that is none", 400, "unsupported")]
    [InlineData("checksum of other bytes", 460, "checksum_mismatch")]
    [InlineData("checksum that is too short", 460, "checksum_mismatch")]
    [InlineData("path of nothing", 404, "not_accessible")]
    [InlineData("created with another length", 400, "invalid_argument")]
    [InlineData("created with no length", 400, "invalid_argument")]
    public async Task A_request_that_is_not_right_says_what_is_not_and_changes_nothing(
        string what, int status, string code)
    {
        RawUpload upload = await AnnounceAsync();
        Assert.Equal((204, ""), await upload.AppendAsync(Note[..300]));

        Assert.Equal((status, code), await RawUpload.SendAsync(await BreakAsync(upload, what)));

        FileView view = await upload.ViewAsync();
        Assert.Equal((FileState.Uploading, 300UL), (view.State, view.Received));
        Assert.Equal((204, ""), await upload.AppendAsync(Note[300..], 300));
        Assert.Equal(FileState.Ready, (await upload.ViewAsync()).State);
    }

    [Fact]
    public async Task What_the_server_can_is_told_to_whoever_asks()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(_door, "/files"));
        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal("1.0.0", answer.Headers.GetValues("Tus-Version").Single());
        Assert.Equal("52428800", answer.Headers.GetValues("Tus-Max-Size").Single());
    }

    [Theory]
    [InlineData("a.txt", "pas ceux-là", 409, "hash_mismatch", FileRefusal.HashMismatch)]
    [InlineData("a.pdf", "", 422, "type_mismatch", FileRefusal.TypeMismatch)]
    [InlineData("a.html", "", 422, "type_unsupported", FileRefusal.TypeUnsupported)]
    public async Task A_file_that_is_not_what_was_announced_is_refused_for_good(
        string name, string other, int status, string code, FileRefusal refusal)
    {
        RawUpload upload = await RawUpload.AnnounceAsync(_alice, _door, Note, name);
        byte[] bytes = [.. Encoding.UTF8.GetBytes(other), .. Note];

        Assert.Equal((status, code), await upload.AppendAsync(bytes[..Note.Length]));

        FileView view = await upload.ViewAsync();
        Assert.Equal((FileState.Refused, refusal, null), (view.State, view.Refusal, view.Attachment));
        Assert.Equal((status, code), await upload.AppendAsync(Note, Note.Length));
        Assert.Equal(FileState.Refused, (await upload.ViewAsync()).State);
    }

    [Fact]
    public async Task Devices_that_send_at_once_do_not_mix_their_bytes()
    {
        RawUpload upload = await AnnounceAsync();

        (int Status, string Code)[] answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => upload.AppendAsync(Note[..600])));

        Assert.Single(answers, answer => answer.Status == 204);
        Assert.All(answers, answer => Assert.True(answer is (204, "") or (409, "wrong_state"), $"{answer}"));
        Assert.Equal((204, ""), await upload.AppendAsync(Note[600..], 600));
        Assert.Equal(FileState.Ready, (await upload.ViewAsync()).State);
    }

    [Theory]
    [InlineData("Range", "bytes=5-2", 416)]
    [InlineData("Range", "bytes=abc", 416)]
    [InlineData("Range", "lines=0-1", 416)]
    [InlineData("Range", "bytes=1100-", 416)]
    [InlineData("Range", "bytes=0-1,4-5", 416)]
    [InlineData("If-Match", "\"another\"", 412)]
    [InlineData("Authorization", "Basic YWxpY2U6eA==", 401)]
    public async Task A_download_that_asks_for_nonsense_is_told_so(string header, string value, int status)
    {
        (BeginDownloadResponse begun, Attachment shown) = await ShowAsync();

        using HttpResponseMessage answer = await GetAsync(begun, header, value);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(
            status == 416 ? $"bytes */{shown.Size}" : null, answer.Content.Headers.ContentRange?.ToString());
    }

    [Theory]
    [InlineData("Range", "bytes=10-19", 206, 10)]
    [InlineData("Range", "bytes=-7", 206, 7)]
    [InlineData("Range", "bytes=1090-5000", 206, 10)]
    [InlineData("If-Match", "*", 200, 1100)]
    public async Task A_download_is_given_in_ranges_and_is_safe_to_open(
        string header, string value, int status, int length)
    {
        (BeginDownloadResponse begun, _) = await ShowAsync();

        using HttpResponseMessage answer = await GetAsync(begun, header, value);

        Assert.Equal(status, (int)answer.StatusCode);
        byte[] bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        int from = (int)(answer.Content.Headers.ContentRange?.From ?? 0);
        Assert.Equal(Note[from..(from + length)], bytes);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    private Task<RawUpload> AnnounceAsync() => RawUpload.AnnounceAsync(_alice, _door, Note);

    private async Task<(BeginDownloadResponse Begun, Attachment Shown)> ShowAsync()
    {
        RawUpload upload = await AnnounceAsync();
        await upload.AppendAsync(Note);
        StreamId talk = await _alice.StartsGroup("Nuit", Array.Empty<Colleague>());
        PostMessageResponse shown = await _alice.Client.PostFilesAsync(
            talk, "", [new FileReference { File = upload.File.ToByteString() }]);
        Reply reply = await _alice.Client.SendAsync(new Command
        {
            BeginDownload = new BeginDownloadRequest
            {
                Stream = talk.ToByteString(),
                Seq = shown.Position.Seq,
                File = upload.File.ToByteString(),
            },
        });
        return (reply.BeginDownload, (await upload.ViewAsync()).Attachment);
    }

    private async Task<HttpResponseMessage> GetAsync(BeginDownloadResponse begun, string header, string value)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_door, begun.Path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", begun.Ticket);
        request.Headers.Remove(header);
        Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<HttpRequestMessage> BreakAsync(RawUpload upload, string what)
    {
        byte[] rest = Note[300..];
        HttpRequestMessage request = upload.Request(HttpMethod.Patch, rest, 300);
        HttpRequestHeaders headers = request.Headers;
        switch (what)
        {
            case "no version":
                headers.Remove("Tus-Resumable");
                return request;
            case "another version":
                headers.Remove("Tus-Resumable");
                headers.Add("Tus-Resumable", "0.2.2");
                return request;
            case "ticket in the address":
                request.RequestUri = new Uri(request.RequestUri + "?ticket=" + upload.Ticket);
                return request;
            case "no ticket":
                headers.Authorization = new AuthenticationHeaderValue("Bearer", "letmein");
                return request;
            case "no ticket at all":
                headers.Authorization = null;
                return request;
            case "forged ticket":
                headers.Authorization = new AuthenticationHeaderValue("Bearer", upload.Ticket[..^4] + "AAAA");
                return request;
            case "ticket of another file":
                headers.Authorization = new AuthenticationHeaderValue("Bearer", (await AnnounceAsync()).Ticket);
                return request;
            case "path of nothing":
                request.RequestUri = new Uri(_door, "/files/..%2f..%2fetc%2fpasswd");
                return request;
            case "another type":
                request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                return request;
            case "more than announced":
                return upload.Request(HttpMethod.Patch, [.. rest, 0], 300);
            case "more than announced, in chunks":
                request = upload.Request(HttpMethod.Patch, [.. rest, .. new byte[500_000]], 300);
                request.Headers.TransferEncodingChunked = true;
                return request;
        }

        return what.StartsWith("created", StringComparison.Ordinal) ? Create(upload, what)
            : what.StartsWith("offset", StringComparison.Ordinal) || what == "no offset" ? WithOffset(request, what)
            : WithChecksum(request, what);
    }

    private HttpRequestMessage Create(RawUpload upload, string what)
    {
        HttpRequestMessage request = upload.Request(HttpMethod.Post);
        request.RequestUri = new Uri(_door, "/files");
        request.Headers.Add(
            what.Contains("another", StringComparison.Ordinal) ? "Upload-Length" : "Upload-Defer-Length", "1");
        return request;
    }

    private static HttpRequestMessage WithOffset(HttpRequestMessage request, string what)
    {
        request.Headers.Remove("Upload-Offset");
        string? offset = what switch
        {
            "offset below zero" => "-1",
            "offset beyond all numbers" => "99999999999999999999",
            "offset that is not reached" => "301",
            "offset that is past" => "0",
            _ => null,
        };
        if (offset is not null)
        {
            request.Headers.Add("Upload-Offset", offset);
        }

        return request;
    }

    private static HttpRequestMessage WithChecksum(HttpRequestMessage request, string what)
    {
        request.Headers.Add("Upload-Checksum", what switch
        {
            "checksum nobody knows" => "crc32 AAAAAA==",
            "checksum that is none" => "sha256 ???",
            "checksum that is too short" => "sha1 AAAAAA==",
            _ => "sha256 " + Convert.ToBase64String(SHA256.HashData("autre chose"u8)),
        });
        return request;
    }
}
