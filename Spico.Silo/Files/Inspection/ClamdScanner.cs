using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Spico.Silo.Files.Inspection;

/// <summary>
/// Asks ClamAV's daemon, over TCP or its socket: <c>INSTREAM</c>, the bytes in pieces, and its answer. Whatever is not
/// a clear answer is none: the file waits.
/// </summary>
internal sealed partial class ClamdScanner(
    IOptions<FilesOptions> options, TimeProvider time, ILogger<ClamdScanner> logger) : IScanner
{
    private const int PieceBytes = 64 * 1024;
    private const int AnswerBytesMax = 1024;

    public async Task<ScanVerdict> ScanAsync(Stream content)
    {
        using var timeout = new CancellationTokenSource(options.Value.ScanTimeout, time);
        try
        {
            using Socket socket = await ConnectAsync(options.Value.Scanner, timeout.Token);
            await SendAsync(socket, content, timeout.Token);
            string answer = await ReadAnswerAsync(socket, timeout.Token);
            if (answer == "stream: OK")
            {
                return ScanVerdict.Clean;
            }

            if (answer.EndsWith(" FOUND", StringComparison.Ordinal))
            {
                return ScanVerdict.Malware;
            }

            Log.NoVerdict(logger);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or IOException)
        {
            Log.Away(logger, failure.GetType().Name);
        }

        return ScanVerdict.None;
    }

    private static async Task<Socket> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        int colon = address.LastIndexOf(':');
        bool isTcp = colon > 0
            && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        Socket socket = isTcp
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (isTcp)
            {
                int port = int.Parse(address.AsSpan(colon + 1), CultureInfo.InvariantCulture);
                await socket.ConnectAsync(address[..colon], port, cancellationToken);
            }
            else
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), cancellationToken);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task SendAsync(Socket socket, Stream content, CancellationToken cancellationToken)
    {
        await SendAllAsync(socket, "zINSTREAM\0"u8.ToArray(), cancellationToken);
        content.Position = 0;
        byte[] piece = new byte[sizeof(int) + PieceBytes];
        int read;
        do
        {
            // The empty piece is the end.
            read = content.Read(piece, sizeof(int), PieceBytes);
            BinaryPrimitives.WriteInt32BigEndian(piece, read);
            await SendAllAsync(socket, piece.AsMemory(0, sizeof(int) + read), cancellationToken);
        }
        while (read > 0);
    }

    private static async Task SendAllAsync(
        Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }
    }

    private static async Task<string> ReadAnswerAsync(Socket socket, CancellationToken cancellationToken)
    {
        byte[] answer = new byte[AnswerBytesMax];
        int length = 0;
        while (length < answer.Length && Array.IndexOf(answer, (byte)0, 0, length) < 0)
        {
            int read = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return Encoding.UTF8.GetString(answer, 0, length).TrimEnd('\0', '\n');
    }

    private static partial class Log
    {
        // Not its answer: it may name what it was given.
        [LoggerMessage(Level = LogLevel.Warning, Message = "The scanner gave no verdict; its limits may be too small")]
        public static partial void NoVerdict(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The scanner is away: {Failure}")]
        public static partial void Away(ILogger logger, string failure);
    }
}
