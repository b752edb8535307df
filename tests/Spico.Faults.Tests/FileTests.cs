using System.Security.Cryptography;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using ErrorCode = Spico.Protocol.V1.ErrorCode; // Orleans has one too.

namespace Spico.Faults.Tests;

/// <summary>Files through deaths of the server: while their bytes come, and while they are looked at.</summary>
public sealed class FileTests
{
    [Fact]
    public async Task An_upload_goes_on_through_deaths_of_the_node_and_nobody_sees_half_of_it()
    {
        await using ClamdServer clamd = await ClamdServer.StartAsync();
        await using SpicoNode node = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            Store = Store.PostgreSql,
            ConnectionString = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("faults"),
            Settings = new Dictionary<string, string>
            {
                ["Spico:Files:Scanner"] = clamd.Address,
                ["Spico:Files:SweepPeriod"] = "00:00:00.1",
            },
        });
        await using var clinic = new Clinic(node, Way.Tcp);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        byte[] letter = RandomNumberGenerator.GetBytes(3_000_000);
        "%PDF-1.7\n"u8.CopyTo(letter);
        using var content = new PausingStream(letter, pauseAt: 1_700_000);
        var request = RequestId.New();
        FileId file = FileId.AnnouncedBy(alice.Person, request);

        Task<FileView> upload = alice.Client.UploadAsync(content, "Lettre.pdf", requestId: request);
        await Eventually.Completes("half of the bytes are sent", content.Paused);
        await DiesAsync();
        Assert.InRange((await ViewAsync()).Received, 0UL, 1_700_000UL);
        clamd.Freeze();
        content.GoOn();
        await Eventually.Becomes(
            "the file is looked at", ViewAsync, view => view.State == FileState.Scanning, "scanning");
        await DiesAsync();
        Assert.Null((await ViewAsync()).Attachment);
        Error early = (await Assert.ThrowsAsync<SpicoException>(ShowAsync)).Error;
        Assert.Equal(ErrorCode.WrongState, early.Code);
        clamd.Thaw();
        await Eventually.Becomes("the file is ready", ViewAsync, view => view.State == FileState.Ready, "ready");

        // Its own last look may have met the death; called again, it finds that all is there.
        await Record.ExceptionAsync(() => upload);
        FileView again = await alice.Client.UploadAsync(content, "Lettre.pdf", requestId: request);
        Assert.Equal(FileState.Ready, again.State);

        await DiesAsync();
        PostMessageResponse posted = await ShowAsync();
        using var downloaded = new MemoryStream();
        await bob.Client.DownloadAsync(talk, posted.Position.Seq, (await ViewAsync()).Attachment, downloaded);
        Assert.Equal(letter, downloaded.ToArray());
        string files = Path.Combine(node.DataFolder, "files");
        Assert.Single(Directory.GetFiles(files, "*", SearchOption.AllDirectories));

        async Task DiesAsync()
        {
            await node.KillAsync();
            await node.RestartAsync();
            await Task.WhenAll(alice.Client.WhenConnectedAsync(), bob.Client.WhenConnectedAsync())
                .WaitAsync(Eventually.Patience);
        }

        Task<FileView> ViewAsync() => alice.Client.GetFileAsync(file);

        Task<PostMessageResponse> ShowAsync() =>
            alice.Client.PostFilesAsync(talk, "", [new FileReference { File = file.ToByteString() }]);
    }

    /// <summary>Gives its bytes up to a place, and the rest when it is told to.</summary>
    private sealed class PausingStream(byte[] bytes, int pauseAt) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isHashed;

        public Task Paused => _paused.Task;

        public void GoOn() => _goesOn.SetResult();

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // The first to read it all makes its hash.
            _isHashed |= Position == Length;
            if (_isHashed && Position <= pauseAt && Position + buffer.Length > pauseAt && !_goesOn.Task.IsCompleted)
            {
                _paused.TrySetResult();
                await _goesOn.Task.WaitAsync(cancellationToken);
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
