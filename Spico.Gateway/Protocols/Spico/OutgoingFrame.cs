using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>A frame to be written; the reply that has a page of history, with the facts beside it.</summary>
internal readonly record struct OutgoingFrame(Frame Frame, IReadOnlyList<Envelope>? Facts);
