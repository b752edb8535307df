using System.Globalization;
using System.Text;
using Spico.Protocol;

namespace Spico.Silo.Traces.Checkpoints;

/// <summary>
/// The checkpoints there are: text files, one of each run of a silo, to which lines are added and flushed. Any number
/// of silos share a folder.
/// </summary>
internal sealed class CheckpointFolder(string path)
{
    private const int HeadsMax = 1_000;
    private const string Pattern = "*.checkpoints";

    private string? _file;
    private long _length;
    private long _number;
    private string _before = TraceCheckpoint.Nothing;

    /// <summary>Adds what the last traces are at a time; nothing when there are none.</summary>
    public void Add(IReadOnlyList<KeyValuePair<StreamId, TraceHead>> heads, DateTimeOffset now, TraceKey key)
    {
        foreach (KeyValuePair<StreamId, TraceHead>[] some in heads.Chunk(HeadsMax))
        {
            string line = new TraceCheckpoint(_number + 1, now.ToUnixTimeMilliseconds(), _before, some).Encode(key);
            Append(line, now);
            _number++;
            _before = TraceCheckpoint.HashOf(line);
        }
    }

    /// <summary>When the newest checkpoint was written; 0: there is none.</summary>
    public long NewestAt(TraceKey key) => Files()
        .Select(file => Lines(file).LastOrDefault(string.Empty))
        .Max(line => TraceCheckpoint.TryDecode(line, key, out TraceCheckpoint? last) ? last.At : (long?)null) ?? 0;

    /// <summary>
    /// Every checkpoint of the folder; null in the place of a line that this key did not sign, or that does not follow
    /// the one before it.
    /// </summary>
    public IEnumerable<(string File, int Line, TraceCheckpoint? Checkpoint)> Read(TraceKey key)
    {
        foreach (string file in Files())
        {
            long number = 0;
            string before = TraceCheckpoint.Nothing;
            int row = 0;
            foreach (string line in Lines(file))
            {
                row++;
                bool isGenuine = TraceCheckpoint.TryDecode(line, key, out TraceCheckpoint? checkpoint)
                    && checkpoint.Number == number + 1 && checkpoint.Before == before;
                number = checkpoint?.Number ?? number + 1;
                before = TraceCheckpoint.HashOf(line);
                yield return (Path.GetFileName(file), row, isGenuine ? checkpoint : null);
            }
        }
    }

    private IEnumerable<string> Files() =>
        Directory.Exists(path) ? Directory.GetFiles(path, Pattern).Order(StringComparer.Ordinal) : [];

    // What a power cut left half of at the end is no line: nobody was told that it was written.
    private static IEnumerable<string> Lines(string file)
    {
        IEnumerable<string> lines = File.ReadLines(file, Encoding.ASCII);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        stream.Seek(-Math.Min(1, stream.Length), SeekOrigin.End);
        return stream.ReadByte() is -1 or '\n' ? lines : lines.SkipLast(1);
    }

    private void Append(string line, DateTimeOffset now)
    {
        if (_file is null)
        {
            Directory.CreateDirectory(path);
            string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
            _file = Path.Combine(path, $"{time}-{Guid.NewGuid():N}.checkpoints");
        }

        using var stream = new FileStream(_file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (stream.Length > _length)
        {
            // What a full disk left half of, which is tried again now.
            stream.SetLength(_length);
        }

        stream.Seek(0, SeekOrigin.End);
        stream.Write(Encoding.ASCII.GetBytes(line + "\n"));
        stream.Flush(flushToDisk: true);
        _length = stream.Length;
    }
}
