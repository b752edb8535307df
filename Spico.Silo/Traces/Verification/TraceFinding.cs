namespace Spico.Silo.Traces.Verification;

/// <summary>Something wrong with traces.</summary>
/// <param name="Where">The stream of traces, or the file of checkpoints.</param>
/// <param name="Number">The trace, or the line.</param>
/// <param name="Fault">What.</param>
internal sealed record TraceFinding(string Where, long Number, TraceFault Fault);
