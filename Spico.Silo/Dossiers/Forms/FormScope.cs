using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>The answers that conditions ask about: of a group that repeats, and of what is around it.</summary>
internal sealed class FormScope(FormScope? outer = null)
{
    private readonly Dictionary<string, IReadOnlyList<FormValue>> _answers = [];

    /// <summary>The answers to a question; none when it was not asked.</summary>
    public IReadOnlyList<FormValue> AnswersTo(string linkId) =>
        _answers.TryGetValue(linkId, out IReadOnlyList<FormValue>? answers) ? answers
        : outer is null ? []
        : outer.AnswersTo(linkId);

    /// <summary>Takes the answers to a question in.</summary>
    public void Take(string linkId, IReadOnlyList<FormValue> answers) => _answers[linkId] = answers;
}
