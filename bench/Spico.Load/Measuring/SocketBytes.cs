using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Spico.Load.Measuring;

/// <summary>
/// Bytes that the TCP connections of this process carried, as the kernel counts them (TCP_INFO): payload with all
/// framing, without the headers of TCP and IP. Connections closed in between are not counted.
/// </summary>
internal static class SocketBytes
{
    private const int ProtocolTcp = 6;
    private const int TcpInfo = 11;
    private const int AckedAt = 120;
    private const int ReceivedAt = 128;

    public static (long Sent, long Received) OfThisProcess()
    {
        long sent = 0, received = 0;
        if (!OperatingSystem.IsLinux())
        {
            return default;
        }

        byte[] info = new byte[256];
        foreach (string entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            int length = info.Length;
            if (int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out int descriptor) &&
                GetOption(descriptor, ProtocolTcp, TcpInfo, info, ref length) == 0 && length >= ReceivedAt + 8)
            {
                sent += BinaryPrimitives.ReadInt64LittleEndian(info.AsSpan(AckedAt));
                received += BinaryPrimitives.ReadInt64LittleEndian(info.AsSpan(ReceivedAt));
            }
        }

        return (sent, received);
    }

    [DllImport("libc", EntryPoint = "getsockopt")]
    private static extern int GetOption(int descriptor, int level, int option, byte[] value, ref int length);
}
