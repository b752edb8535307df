using Spico.Load.Reporting;

namespace Spico.Load.Workloads;

/// <summary>What one load of a workload gave on one server.</summary>
/// <param name="Load">The load, such as <c>open/2000</c>.</param>
/// <param name="Measurement">What was measured and how it is judged.</param>
internal sealed record Outcome(string Load, Measurement Measurement);
