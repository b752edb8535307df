using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>A frame to be written; with the facts of a page of history beside it when it is the reply that has one.</summary>
internal readonly record struct OutgoingFrame(Frame Frame, IReadOnlyList<Envelope>? Facts);
