using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Backup;

/// <summary>Writes a backup as a draft, readable by its owner alone, and names it when it is complete.</summary>
internal sealed class BackupWriter : IAsyncDisposable
{
    private readonly string _file;
    private readonly string _draft;
    private readonly FileStream _stream;
    private readonly ZipArchive _archive;
    private readonly List<BackupPart> _parts = [];
    private bool _isComplete;

    public BackupWriter(string file)
    {
        if (File.Exists(file))
        {
            throw new StoreRefusedException($"{file} exists already: a backup is never overwritten.");
        }

        _file = file;
        _draft = $"{file}.{Guid.NewGuid():N}.draft";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _stream = new FileStream(_draft, options);
        _archive = new ZipArchive(_stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    public async Task AddAsync(
        string name, IReadOnlyList<string> columns, Stream content, CancellationToken cancellationToken)
    {
        // What matters in it is sealed and does not shrink; the little that does is not worth more time.
        await using Stream entry = _archive.CreateEntry(name, CompressionLevel.Fastest).Open();
        using SHA256 sha = SHA256.Create();
        await using (CryptoStream hashed = new(entry, sha, CryptoStreamMode.Write, leaveOpen: true))
        {
            await content.CopyToAsync(hashed, cancellationToken);
        }

        _parts.Add(new BackupPart(name, columns, Convert.ToHexString(sha.Hash!)));
    }

    public async Task CompleteAsync(
        string kind, StoreIdentity store, IReadOnlyList<string> migrations, CancellationToken cancellationToken)
    {
        BackupManifest manifest = new(
            BackupManifest.CurrentFormat,
            kind,
            store.Id,
            store.Epoch,
            store.Clock,
            TimeProvider.System.GetUtcNow(),
            migrations,
            _parts);
        await using (Stream entry = _archive.CreateEntry(BackupReader.ManifestName, CompressionLevel.Fastest).Open())
        {
            await JsonSerializer.SerializeAsync(entry, manifest, cancellationToken: cancellationToken);
        }

        _archive.Dispose();
        _stream.Flush(flushToDisk: true);
        await _stream.DisposeAsync();
        File.Move(_draft, _file, overwrite: false);
        _isComplete = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isComplete)
        {
            _archive.Dispose();
            await _stream.DisposeAsync();
            File.Delete(_draft);
        }
    }
}
