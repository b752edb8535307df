using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>The completed forms of one class, without their answers: those are in the history.</summary>
internal sealed class FormBook(DataClass dataClass) : IDossierPart
{
    private readonly SortedDictionary<ulong, FormResponse> _responses = [];

    public DataClass Class => dataClass;

    /// <summary>How many there are.</summary>
    public int Count => _responses.Count;

    /// <summary>A form, or null.</summary>
    public FormResponse? Find(ulong response) => _responses.GetValueOrDefault(response);

    /// <summary>The last form by a definition that is no error, or null.</summary>
    public FormResponse? FindLast(string url) => _responses.Values.LastOrDefault(
        response => response.Url == url && response.State != FormState.EnteredInError);

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind == Fact.BodyOneofCase.FormChanged
            && FormThemes.ClassOf(fact.Body!.FormChanged.Response.Theme) == dataClass)
        {
            FormResponse response = fact.Body.FormChanged.Response.Clone();
            response.Answers.Clear();
            _responses[response.Response] = response;
        }
    }

    // Other classes have theirs in the same list, in the order they were completed.
    public void Show(DossierView view)
    {
        foreach (FormResponse response in _responses.Values)
        {
            int place = view.Forms.Count;
            while (place > 0 && view.Forms[place - 1].Response > response.Response)
            {
                place--;
            }

            view.Forms.Insert(place, response);
        }
    }

    public void Restore(DossierView view)
    {
        foreach (FormResponse response in view.Forms.Where(one => FormThemes.ClassOf(one.Theme) == dataClass))
        {
            _responses[response.Response] = response;
        }
    }
}
