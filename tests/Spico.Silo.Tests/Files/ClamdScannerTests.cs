using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spico.Silo.Files;
using Spico.Silo.Files.Inspection;
using Spico.Testing;

namespace Spico.Silo.Tests.Files;

/// <summary>A real clamd, with one signature of our own.</summary>
public sealed class ClamdScannerTests : IAsyncLifetime
{
    private const int StreamBytesMax = 1_000_000;

    private static readonly byte[] Marked = SampleFiles.Pdf(text: ClamdServer.Marker);

    private ClamdServer _clamd = null!;

    public async ValueTask InitializeAsync() => _clamd = await ClamdServer.StartAsync(StreamBytesMax);

    public ValueTask DisposeAsync() => _clamd.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_clean_is_told_from_what_is_not_over_tcp_and_over_its_socket(bool isTcp)
    {
        string address = isTcp ? _clamd.Address : _clamd.Socket;
        byte[] packed = SampleFiles.Zip(("IHE_XDM/a.txt", Encoding.ASCII.GetBytes(ClamdServer.Marker)));

        Assert.Equal(ScanVerdict.Clean, await ScanAsync(SampleFiles.Pdf(300_000), address));
        Assert.Equal(ScanVerdict.Malware, await ScanAsync(Marked, address));
        Assert.Equal(ScanVerdict.Malware, await ScanAsync(packed, address));
        Assert.Equal(ScanVerdict.Malware, await ScanAsync([.. new byte[200_000], .. Marked], address));
    }

    [Fact]
    public async Task Nothing_is_clean_while_it_is_dead_or_does_not_answer()
    {
        await _clamd.KillAsync();
        Assert.Equal(ScanVerdict.None, await ScanAsync(SampleFiles.Pdf(), _clamd.Address));
        Assert.Equal(ScanVerdict.None, await ScanAsync(SampleFiles.Pdf(), _clamd.Socket));

        await _clamd.RestartAsync();
        Assert.Equal(ScanVerdict.Clean, await ScanAsync(SampleFiles.Pdf(), _clamd.Address));

        _clamd.Freeze();
        Assert.Equal(ScanVerdict.None, await ScanAsync(SampleFiles.Pdf(), _clamd.Address, TimeSpan.FromSeconds(0.1)));
        _clamd.Thaw();
        Assert.Equal(ScanVerdict.Malware, await ScanAsync(Marked, _clamd.Address));
    }

    [Fact]
    public async Task What_is_more_than_it_takes_is_not_found_clean() =>
        Assert.Equal(ScanVerdict.None, await ScanAsync(SampleFiles.Pdf(4 * StreamBytesMax), _clamd.Address));

    private static Task<ScanVerdict> ScanAsync(byte[] bytes, string address, TimeSpan? timeout = null)
    {
        var options = new FilesOptions { Scanner = address, ScanTimeout = timeout ?? TimeSpan.FromMinutes(1) };
        var scanner = new ClamdScanner(
            Options.Create(options), TimeProvider.System, NullLogger<ClamdScanner>.Instance);
        return scanner.ScanAsync(new MemoryStream(bytes));
    }
}
