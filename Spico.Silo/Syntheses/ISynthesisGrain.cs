using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses;

/// <summary>The making of one synthesis. Called by silos only.</summary>
[Alias("spico.synthesis")]
internal interface ISynthesisGrain : IGrainWithStringKey
{
    /// <summary>
    /// Carries out a consequence: begins, unless it is begun, and returns at once. Returns whether it is over, made or
    /// refused; if not, it is to be called again.
    /// </summary>
    [Alias("make"), ResponseTimeout("00:00:10")]
    ValueTask<bool> Make(PersonId asker);

    /// <summary>How far it is.</summary>
    [Alias("look"), ResponseTimeout("00:00:05"), AlwaysInterleave]
    ValueTask<Synthesis> Look();
}
