using Orleans.Concurrency;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>Tells the definitions. They say nothing of any patient: whoever is signed in may know them.</summary>
[StatelessWorker]
[GrainType("forms")]
internal sealed class FormsGrain(FormCatalog catalog) : Grain, IFormsGrain
{
    public ValueTask<Reply> List(Caller caller, ListFormsRequest request) => ValueTask.FromResult(Answer(request));

    private Reply Answer(ListFormsRequest request)
    {
        var answer = new ListFormsResponse();
        if (request.Url.Length > 0)
        {
            if (catalog.Find(request.Url, request.Version) is not { } definition)
            {
                return new Reply { Error = Refusal.NotAccessible("url") };
            }

            answer.Forms.Add(definition);
        }
        else
        {
            answer.Forms.Add(catalog.Newest.Select(definition => new FormDefinition
            {
                Url = definition.Url,
                Version = definition.Version,
                Title = definition.Title,
                Theme = definition.Theme,
                Retired = definition.Retired,
            }));
        }

        return new Reply { ListForms = answer };
    }
}
