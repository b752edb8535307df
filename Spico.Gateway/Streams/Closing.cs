using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>That a session has a stream open no more, for a stream that wants to be told.</summary>
/// <param name="Caller">Who had opened it.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Opening">What it called the opening.</param>
/// <param name="UpTo">The last fact that was pushed.</param>
internal sealed record Closing(Caller Caller, StreamId Stream, long Opening, long UpTo);
