using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Practices;

/// <summary>The practice situations of a person.</summary>
/// <param name="Person">Who.</param>
/// <param name="Practices">Each with its id.</param>
internal sealed record PersonPractices(PersonId Person, IReadOnlyList<PracticeSituation> Practices);
