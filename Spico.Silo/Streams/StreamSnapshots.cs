namespace Spico.Silo.Streams;

/// <summary>The snapshots of one stream.</summary>
/// <param name="storage">Where they are kept.</param>
/// <param name="stateName">Unique to the kind of stream: grain storage tells states apart by it alone.</param>
/// <param name="grain">Whose they are.</param>
internal sealed class StreamSnapshots(SnapshotStorage storage, string stateName, GrainId grain)
{
    private GrainState<SnapshotRecord>? _stored;

    /// <summary>The last fact of the newest snapshot taken or read.</summary>
    public long Seq { get; private set; }

    /// <summary>
    /// The stored snapshot, opened; null when there is none, or it is of another epoch or ahead of the log.
    /// </summary>
    public async Task<byte[]?> ReadAsync(StreamCipher cipher, uint epoch, long head)
    {
        _stored = await storage.ReadAsync(stateName, grain);
        SnapshotRecord? record = _stored.RecordExists ? _stored.State : null;
        if (record is null || record.Epoch != epoch || record.Seq > head)
        {
            return null;
        }

        try
        {
            byte[] opened = cipher.OpenText(SealedColumns.Snapshot, record.Sealed);
            Seq = record.Seq;
            return opened;
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    /// <summary>Stores a fold as of a durable position.</summary>
    public async Task WriteAsync(StreamCipher cipher, uint epoch, long seq, byte[] fold)
    {
        Seq = seq;
        _stored ??= await storage.ReadAsync(stateName, grain);
        byte[] box = cipher.SealText(SealedColumns.Snapshot, fold);
        _stored.State = new SnapshotRecord { Epoch = epoch, Seq = seq, Sealed = box };
        if (!await storage.WriteAsync(stateName, grain, _stored))
        {
            // Another activation may have written one: the tag is read again before the next write.
            _stored = null;
        }
    }
}
