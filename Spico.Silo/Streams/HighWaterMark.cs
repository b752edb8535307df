using System.Globalization;

namespace Spico.Silo.Streams;

/// <summary>
/// Remembers, apart from the store, how far the store was: a file of the store put back by hand, or a restored disk,
/// is then found out and not continued as if nothing had been lost.
/// </summary>
internal sealed class HighWaterMark(string path)
{
    /// <summary>
    /// What the store should stand at: itself, or the next epoch when it is behind what was seen before.
    /// </summary>
    /// <exception cref="StoreRefusedException">The mark is of another store.</exception>
    public StoreIdentity Check(StoreIdentity store, DateTimeOffset now)
    {
        if (Read() is not { } mark)
        {
            return store;
        }

        if (mark.Id != store.Id)
        {
            throw new StoreRefusedException(
                $"The master key beside {path} was last used with the store {mark.Id:N}, and this is the store " +
                $"{store.Id:N}. Point the server at the right store; or, if the old one is gone for good and this " +
                $"one was sealed under the same key, delete {path} and start again.");
        }

        bool hasGoneBack = store.Epoch < mark.Epoch || (store.Epoch == mark.Epoch && store.Clock < mark.Clock);
        return hasGoneBack
            ? store with
            {
                Epoch = Math.Max(store.Epoch, mark.Epoch) + 1,
                Clock = Math.Max(mark.Clock + 1, now.ToUnixTimeMilliseconds()),
            }
            : store;
    }

    /// <summary>What was seen last, or null.</summary>
    public StoreIdentity? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string[] words = File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words is ["store", var id, "epoch", var epoch, "clock", var clock]
            && Guid.TryParseExact(id, "N", out Guid store)
            && uint.TryParse(epoch, CultureInfo.InvariantCulture, out uint number)
            && long.TryParse(clock, CultureInfo.InvariantCulture, out long time))
        {
            return new StoreIdentity(store, number, time);
        }

        throw new StoreRefusedException($"{path} is not a high-water mark. Put back the right one, or delete it.");
    }

    /// <summary>Remembers. The store holds this already: the mark never runs ahead of it.</summary>
    public void Write(StoreIdentity seen)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string draft = $"{path}.{Environment.ProcessId}";
        using (FileStream file = new(draft, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"store {seen.Id:N}\nepoch {seen.Epoch}\nclock {seen.Clock}\n")));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
