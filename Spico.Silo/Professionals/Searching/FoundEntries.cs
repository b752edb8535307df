using Spico.Protocol.V1;

namespace Spico.Silo.Professionals.Searching;

/// <summary>What a search found.</summary>
/// <param name="Entries">The entries, in their order.</param>
/// <param name="Next">Where the next page begins; empty when there is none.</param>
internal sealed record FoundEntries(List<DirectoryEntry> Entries, string Next);
