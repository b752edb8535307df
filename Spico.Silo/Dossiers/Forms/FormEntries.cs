using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>The facts of the dossier that answers name: those that brought a document.</summary>
internal static class FormEntries
{
    /// <summary>Those that are named, each once.</summary>
    public static IReadOnlyCollection<ulong> In(IEnumerable<FormAnswer> answers) => [.. Named(answers).Distinct()];

    private static IEnumerable<ulong> Named(IEnumerable<FormAnswer> answers) => answers.SelectMany(answer =>
        answer.Values.Where(value => value.HasEntry).Select(value => value.Entry).Concat(Named(answer.Items)));
}
