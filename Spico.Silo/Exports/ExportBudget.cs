using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Silo.Exports;

/// <summary>What an export may still hold. Whatever does not go in is told by its section's name.</summary>
internal sealed class ExportBudget(OwnData data, long bytes = ExportLimits.Bytes)
{
    private long _left = bytes;

    /// <summary>Adds something to a section; false, and the section is cut, when it is too much.</summary>
    public bool TryAdd<T>(string section, ICollection<T> to, T one)
        where T : IMessage
    {
        // The tag and the length of each are some bytes more.
        long size = one.CalculateSize() + 8;
        if (size > _left)
        {
            Cut(section);
            return false;
        }

        _left -= size;
        to.Add(one);
        return true;
    }

    /// <summary>The same for some, until one is too much.</summary>
    public void Add<T>(string section, ICollection<T> to, IEnumerable<T> some)
        where T : IMessage => _ = some.All(one => TryAdd(section, to, one));

    /// <summary>Notes that a section is not whole.</summary>
    public void Cut(string section)
    {
        if (!data.Cut.Contains(section))
        {
            data.Cut.Add(section);
        }
    }
}
