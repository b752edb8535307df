using System.Globalization;
using System.Text;
using Spico.Protocol;

namespace Spico.Silo.Retention;

/// <summary>
/// Remembers, apart from the store, what was erased: a backup made before holds the keys still, and whoever restores it
/// brings nothing back. A line a stream: its id and the epoch it was erased in. Ids say nothing of what it was.
/// </summary>
internal sealed class ErasureLedger(string path)
{
    private readonly Lock _lock = new();
    private HashSet<(StreamId Stream, uint Epoch)>? _known;

    /// <summary>Remembers, once. Durable when this returns.</summary>
    public void Add(StreamId stream, uint epoch)
    {
        lock (_lock)
        {
            _known ??= [.. Load()];
            if (!_known.Add((stream, epoch)))
            {
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            file.Seek(-Math.Min(1, file.Length), SeekOrigin.End);
            bool isTorn = file.ReadByte() is not (-1 or '\n');
            string line = string.Create(
                CultureInfo.InvariantCulture, $"{(isTorn ? "\n" : "")}{stream} {epoch}\n");
            file.Write(Encoding.ASCII.GetBytes(line));
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>What was erased in epochs before this one.</summary>
    public IReadOnlyCollection<StreamId> ErasedBefore(uint epoch)
    {
        lock (_lock)
        {
            _known ??= [.. Load()];
            return [.. _known.Where(line => line.Epoch < epoch).Select(line => line.Stream).Distinct()];
        }
    }

    // A line that a power cut left half is not one: the order it was about is carried out again.
    private IEnumerable<(StreamId Stream, uint Epoch)> Load()
    {
        foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            if (line.Split(' ') is [var id, var epoch] && Guid.TryParseExact(id, "N", out Guid stream)
                && uint.TryParse(epoch, CultureInfo.InvariantCulture, out uint number))
            {
                yield return (StreamId.From(stream), number);
            }
        }
    }
}
