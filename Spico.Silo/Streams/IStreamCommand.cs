using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>
/// A changing request to one stream, its fields already checked. It may be decided several times, each time from the
/// state as it then is.
/// </summary>
internal interface IStreamCommand<in TFold>
{
    PersonId Author { get; }

    RequestId Request { get; }

    /// <summary>Tells a repeated request from another one under the same id.</summary>
    Guid Hash { get; }

    /// <summary>Whether <see cref="PrepareAsync"/> has anything to fetch.</summary>
    bool NeedsPreparation => false;

    /// <summary>Fetches what the decision needs from elsewhere, or refuses.</summary>
    ValueTask<Error?> PrepareAsync() => ValueTask.FromResult<Error?>(null);

    /// <summary>Rights, then rules, then facts. Pure: reads the fold and changes nothing.</summary>
    Decision Decide(TFold fold);

    /// <summary>The answer, from what was written.</summary>
    Reply Answer(in RequestOutcome outcome, uint epoch);
}
