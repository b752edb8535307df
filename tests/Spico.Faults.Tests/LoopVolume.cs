using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Spico.Testing;

namespace Spico.Faults.Tests;

/// <summary>
/// An ext4 file system in a file, whose power can be cut. Needs root and loop devices; skips aloud without.
/// </summary>
internal sealed class LoopVolume : IAsyncDisposable
{
    // EXT4_IOC_SHUTDOWN, and its flag for "without flushing the log".
    private const uint Shutdown = 0x8004587d;
    private const uint WithoutLogFlush = 2;
    private readonly TestFolder _folder;
    private readonly string _image;

    private LoopVolume(TestFolder folder)
    {
        _folder = folder;
        _image = folder.File("volume.ext4");
        Folder = folder.File("mounted");
    }

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <summary>Makes and mounts one.</summary>
    public static async Task<LoopVolume> MountAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "SKIP: a power cut needs root to mount a loop device.");
        var volume = new LoopVolume(TestFolder.Create("volume"));
        try
        {
            Directory.CreateDirectory(volume.Folder);

            // PostgreSQL runs as somebody else, who must get through to the volume.
            await ChildProcess.RunAsync("chmod", "711", volume._folder.Path);
            await using (FileStream file = File.Create(volume._image))
            {
                file.SetLength(512 * 1024 * 1024);
            }

            await ChildProcess.RunAsync("mkfs.ext4", "-q", "-F", volume._image);
            await volume.RunMountAsync();
            return volume;
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception)
        {
            volume._folder.Dispose();
            Assert.Skip($"SKIP: this machine mounts no loop device: {failure.Message}");
            throw;
        }
    }

    /// <summary>From here on nothing more reaches the image, and what was not flushed is lost.</summary>
    public void CutPower()
    {
        // Any file of the volume will do to speak to its file system.
        using SafeFileHandle handle = File.OpenHandle(
            Path.Combine(Folder, "power"), FileMode.OpenOrCreate, FileAccess.ReadWrite);
        uint flags = WithoutLogFlush;
        if (Control(handle, Shutdown, ref flags) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "The volume cannot be shut down");
        }
    }

    /// <summary>The power is back: mounted again, the journal replayed. Nobody may use the volume any more.</summary>
    public async Task RemountAsync()
    {
        await UnmountAsync();
        await RunMountAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await UnmountAsync();
        _folder.Dispose();
    }

    private Task RunMountAsync() => ChildProcess.RunAsync("mount", "-o", "loop", _image, Folder);

    private Task UnmountAsync() =>
        Eventually.Succeeds("the volume is unmounted", () => ChildProcess.RunAsync("umount", Folder));

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Control(SafeFileHandle handle, nuint request, ref uint argument);
}
