using System.Security.Cryptography;
using System.Text;
using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// The key that wraps the key of every stream: 32 bytes in a file of their own. Whoever loses it loses everything;
/// whoever has it and the store reads everything.
/// </summary>
internal sealed class MasterKey : IDisposable
{
    private readonly SealBox _box;

    private const int CheckBytes = 16;
    private readonly byte[] _check;
    private readonly byte[] _lookUp;
    private readonly byte[] _tickets;

    private MasterKey(ReadOnlySpan<byte> key)
    {
        _box = new SealBox(key);
        _tickets = HMACSHA256.HashData(key, "spico file tickets v1"u8);
        _check = HMACSHA256.HashData(key, "spico master key check v1"u8)[..CheckBytes];
        _lookUp = HMACSHA256.HashData(key, "spico look-up v1"u8);
    }

    /// <summary>Reads the key; or makes one, readable by its owner alone, when there is none and it may.</summary>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    /// <exception cref="FileNotFoundException">There is no file and none is to be made.</exception>
    public static MasterKey Load(string path, bool createWhenAbsent)
    {
        if (createWhenAbsent && !File.Exists(path))
        {
            Create(path);
        }

        byte[] key = File.ReadAllBytes(path);
        try
        {
            return key.Length == SealBox.KeyBytes
                ? new MasterKey(key)
                : throw new InvalidDataException(
                    $"The master key file {path} must hold exactly {SealBox.KeyBytes} bytes, and holds {key.Length}.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>
    /// Makes this the key of a store that has none yet. Two servers with a key each would otherwise write into one
    /// store what neither can read whole.
    /// </summary>
    /// <exception cref="StoreRefusedException">The store is sealed under another key.</exception>
    public async Task ClaimAsync(ILogStore store)
    {
        if (!CryptographicOperations.FixedTimeEquals(await store.ClaimKeyAsync(_check), _check))
        {
            throw new StoreRefusedException(
                "The store is sealed under another master key than this server's. Set Spico:Silo:KeysFolder to the " +
                "folder of the right master.key, or put that file back: all servers of one store have the same.");
        }
    }

    /// <summary>
    /// A hash under a key of its own, to look something up by what it says without storing that: nobody who has only
    /// the store can try out what it may be.
    /// </summary>
    public Guid HashOf(string what) =>
        new(HMACSHA256.HashData(_lookUp, Encoding.UTF8.GetBytes(what)).AsSpan(..16), bigEndian: true);

    /// <summary>Wraps a stream's key, for that stream only.</summary>
    public byte[] Wrap(StreamId stream, ReadOnlySpan<byte> key) => _box.Seal(key, Associated(stream));

    /// <summary>Wraps a file's key, for that file and its owner only.</summary>
    public byte[] WrapFile(FileId file, PersonId owner, ReadOnlySpan<byte> key) =>
        _box.Seal(key, Associated(file, owner));

    /// <summary>Unwraps a file's key.</summary>
    /// <exception cref="SealBrokenException">It was wrapped by another master key, or for another file.</exception>
    public byte[] UnwrapFile(FileId file, PersonId owner, ReadOnlySpan<byte> wrapped)
    {
        try
        {
            return _box.Open(wrapped, Associated(file, owner));
        }
        catch (CryptographicException broken)
        {
            throw new SealBrokenException($"The key of file {file} does not unwrap.", broken);
        }
    }

    /// <summary>The seal of a ticket: every silo of a store makes the same, nobody else can.</summary>
    public byte[] SealTicket(ReadOnlySpan<byte> said) => HMACSHA256.HashData(_tickets, said);

    /// <summary>Unwraps a stream's key.</summary>
    /// <exception cref="SealBrokenException">It was wrapped by another master key, or for another stream.</exception>
    public byte[] Unwrap(StreamId stream, ReadOnlySpan<byte> wrapped)
    {
        try
        {
            return _box.Open(wrapped, Associated(stream));
        }
        catch (CryptographicException broken)
        {
            throw new SealBrokenException($"The key of stream {stream} does not unwrap.", broken);
        }
    }

    public void Dispose() => _box.Dispose();

    private static byte[] Associated(StreamId stream)
    {
        byte[] associated = new byte[17];
        associated[0] = (byte)SealedKind.StreamKey;
        stream.Value.TryWriteBytes(associated.AsSpan(1), bigEndian: true, out _);
        return associated;
    }

    private static byte[] Associated(FileId file, PersonId owner)
    {
        byte[] associated = new byte[33];
        associated[0] = (byte)SealedKind.FileKey;
        file.Value.TryWriteBytes(associated.AsSpan(1), bigEndian: true, out _);
        owner.Value.TryWriteBytes(associated.AsSpan(17), bigEndian: true, out _);
        return associated;
    }

    private static void Create(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        // Written and flushed under another name first: a second process, or a crash, never sees half a key.
        string draft = $"{path}.{Guid.NewGuid():N}";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        byte[] key = RandomNumberGenerator.GetBytes(SealBox.KeyBytes);
        try
        {
            using (FileStream file = new(draft, options))
            {
                file.Write(key);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key is the key.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            File.Delete(draft);
        }
    }
}
