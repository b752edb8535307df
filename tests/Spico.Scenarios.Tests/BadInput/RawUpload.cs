using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests.BadInput;

/// <summary>A file that somebody announced, and requests about it that no client of ours would make.</summary>
internal sealed class RawUpload
{
    private static readonly HttpClient Http = new();

    private readonly Colleague _owner;
    private readonly Uri _door;

    private RawUpload(Colleague owner, Uri door, byte[] bytes, BeginUploadResponse begun)
    {
        _owner = owner;
        _door = door;
        Bytes = bytes;
        Ticket = begun.Ticket;
        Path = begun.Path;
        FileId.TryFrom(begun.File, out FileId file);
        File = file;
    }

    public FileId File { get; }

    public byte[] Bytes { get; }

    public string Ticket { get; }

    public string Path { get; }

    /// <summary>Announces a file.</summary>
    public static async Task<RawUpload> AnnounceAsync(Colleague owner, Uri door, byte[] bytes, string name = "a.txt")
    {
        Reply reply = await owner.Client.SendAsync(new Command
        {
            BeginUpload = new BeginUploadRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Name = name,
                Size = (ulong)bytes.Length,
                Hash = ByteString.CopyFrom(SHA256.HashData(bytes)),
            },
        });
        Assert.Null(reply.Error);
        return new RawUpload(owner, door, bytes, reply.BeginUpload);
    }

    /// <summary>A request that is as it should be; a test breaks it.</summary>
    public HttpRequestMessage Request(HttpMethod method, byte[]? body = null, long offset = 0)
    {
        var request = new HttpRequestMessage(method, new Uri(_door, Path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Ticket);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        if (body is not null)
        {
            request.Headers.Add("Upload-Offset", $"{offset}");
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        }

        return request;
    }

    /// <summary>The answer to a request: its status, and its code if it is a refusal.</summary>
    public static async Task<(int Status, string Code)> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using HttpResponseMessage response = await Http.SendAsync(request);
            string body = await response.Content.ReadAsStringAsync();
            string code = response.IsSuccessStatusCode || body.Length == 0
                ? ""
                : JsonDocument.Parse(body).RootElement.GetProperty("code").GetString()!;
            return ((int)response.StatusCode, code);
        }
    }

    /// <summary>Adds bytes as it should be done.</summary>
    public Task<(int Status, string Code)> AppendAsync(byte[] bytes, long offset = 0) =>
        SendAsync(Request(HttpMethod.Patch, bytes, offset));

    /// <summary>How far the owner sees it.</summary>
    public Task<FileView> ViewAsync() => _owner.Client.GetFileAsync(File);
}
