using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Backup;

/// <summary>A backup that was read once from end to end and found whole.</summary>
internal sealed class BackupReader : IDisposable
{
    public const string ManifestName = "manifest.json";

    private readonly ZipArchive _archive;

    private BackupReader(ZipArchive archive, BackupManifest manifest)
    {
        _archive = archive;
        Manifest = manifest;
    }

    public BackupManifest Manifest { get; }

    /// <exception cref="StoreRefusedException">The file is no backup of this kind of store, or damaged.</exception>
    public static async Task<BackupReader> OpenAsync(string file, string kind, CancellationToken cancellationToken)
    {
        ZipArchive? archive = null;
        try
        {
            archive = await ZipFile.OpenReadAsync(file, cancellationToken);
            BackupReader reader = new(archive, await ReadManifestAsync(archive, cancellationToken));
            await reader.CheckAsync(file, kind, cancellationToken);
            return reader;
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or IOException)
        {
            archive?.Dispose();
            throw new StoreRefusedException($"{file} cannot be read as a backup: {exception.Message}");
        }
        catch
        {
            archive?.Dispose();
            throw;
        }
    }

    public Stream Open(BackupPart part) => Entry(_archive, part.Name).Open();

    /// <summary>
    /// The identity the restored store is to have: above the backup's epoch, and above the one that was seen last.
    /// </summary>
    public StoreIdentity NextIdentity(HighWaterMark mark, StoreIdentity? replaced, bool force)
    {
        StoreIdentity? seen = mark.Read();
        if (!force && seen is not null && seen.Id != Manifest.Store)
        {
            throw new StoreRefusedException(
                $"The backup is of the store {Manifest.Store:N}, and the master key was last used with {seen.Id:N}. " +
                "Restore with the master key of the backup, or force it if that is what you have.");
        }

        uint epoch = Math.Max(Manifest.Epoch, Math.Max(seen?.Epoch ?? 0, replaced?.Epoch ?? 0)) + 1;
        long clock = Math.Max(Manifest.Clock, Math.Max(seen?.Clock ?? 0, replaced?.Clock ?? 0)) + 1;
        return new StoreIdentity(Manifest.Store, epoch, clock);
    }

    public void Dispose() => _archive.Dispose();

    private static ZipArchiveEntry Entry(ZipArchive archive, string name) => archive.GetEntry(name)
        ?? throw new InvalidDataException($"{name} is missing.");

    private static async Task<BackupManifest> ReadManifestAsync(
        ZipArchive archive, CancellationToken cancellationToken)
    {
        await using Stream stream = Entry(archive, ManifestName).Open();
        return await JsonSerializer.DeserializeAsync<BackupManifest>(stream, cancellationToken: cancellationToken)
            ?? throw new InvalidDataException("The manifest is empty.");
    }

    private async Task CheckAsync(string file, string kind, CancellationToken cancellationToken)
    {
        if (Manifest.Format != BackupManifest.CurrentFormat || Manifest.Kind != kind)
        {
            throw new StoreRefusedException(
                $"{file} is a backup of a {Manifest.Kind} store in format {Manifest.Format}; this restores {kind} in " +
                $"format {BackupManifest.CurrentFormat}.");
        }

        foreach (BackupPart part in Manifest.Parts)
        {
            await using Stream stream = Open(part);
            byte[] hash = await SHA256.HashDataAsync(stream, cancellationToken);
            if (Convert.ToHexString(hash) != part.Sha256)
            {
                throw new StoreRefusedException($"{file} is damaged: {part.Name} is not what was written.");
            }
        }
    }
}
