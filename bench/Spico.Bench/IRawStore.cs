using Spico.Silo.Streams;

namespace Spico.Bench;

/// <summary>A store with one table and one key, that takes what it is given.</summary>
internal interface IRawStore : IAsyncDisposable
{
    /// <summary>Inserts and flushes.</summary>
    void Insert(List<FactRow> facts);
}
