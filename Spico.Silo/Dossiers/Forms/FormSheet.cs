using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>What answers come to by a definition.</summary>
/// <param name="Fault">What is wrong with them; null when all is well.</param>
/// <param name="Answers">
/// Every item that is asked with these answers, in the order of the definition and with what it says, answered or not.
/// </param>
internal sealed record FormSheet(FormFault? Fault, IReadOnlyList<FormAnswer> Answers);
