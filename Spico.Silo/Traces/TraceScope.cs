using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Silo.Traces;

/// <summary>Which traces of a dossier somebody may see.</summary>
/// <param name="Structures">Those of people of these structures only; null: all.</param>
/// <param name="TellsDevices">Whether sessions and devices are told.</param>
internal sealed record TraceScope(IReadOnlyCollection<ByteString>? Structures, bool TellsDevices)
{
    /// <summary>Whether a trace is among them.</summary>
    public bool Includes(AccessTrace trace) => Structures is null || trace.Structures.Any(Structures.Contains);
}
