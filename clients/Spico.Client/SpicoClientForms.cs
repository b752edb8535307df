using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>The forms of dossiers, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientForms
{
    /// <summary>The newest version of each form, without its items.</summary>
    public static async Task<IReadOnlyList<FormDefinition>> ListFormsAsync(
        this SpicoClient client, CancellationToken cancellationToken = default)
    {
        Reply reply = await client.AskAsync(
            new Command { ListForms = new ListFormsRequest() }, cancellationToken);
        return reply.ListForms.Forms;
    }

    /// <summary>A form with its items; the newest version unless one is named.</summary>
    public static async Task<FormDefinition> GetFormAsync(
        this SpicoClient client, string url, string version = "", CancellationToken cancellationToken = default)
    {
        var request = new ListFormsRequest { Url = url, Version = version };
        Reply reply = await client.AskAsync(new Command { ListForms = request }, cancellationToken);
        return reply.ListForms.Forms[0];
    }

    /// <summary>Completes a form.</summary>
    public static Task<ChangeFormResponse> CompleteFormAsync(
        this SpicoClient client,
        StreamId dossier,
        NewForm form,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeFormRequest { Complete = form }, requestId, cancellationToken);

    /// <summary>Amends a form.</summary>
    public static Task<ChangeFormResponse> AmendFormAsync(
        this SpicoClient client,
        StreamId dossier,
        FormAmendment amendment,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeFormRequest { Amend = amendment }, requestId, cancellationToken);

    /// <summary>Says that a form should never have been there.</summary>
    public static Task<ChangeFormResponse> RetractFormAsync(
        this SpicoClient client,
        StreamId dossier,
        FormRetraction retraction,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeFormRequest { Retract = retraction }, requestId, cancellationToken);

    /// <summary>Keeps answers that are not complete; without a form, takes the draft away.</summary>
    public static async Task<SaveFormDraftResponse> SaveFormDraftAsync(
        this SpicoClient client, StreamId dossier, FormDraft draft, CancellationToken cancellationToken = default)
    {
        var request = new SaveFormDraftRequest { Dossier = dossier.ToByteString(), Draft = draft };
        Reply reply = await client.AskAsync(new Command { SaveFormDraft = request }, cancellationToken);
        return reply.SaveFormDraft;
    }

    /// <summary>The person's drafts to a dossier.</summary>
    public static async Task<IReadOnlyList<FormDraft>> ListFormDraftsAsync(
        this SpicoClient client, StreamId dossier, CancellationToken cancellationToken = default)
    {
        var request = new ListFormDraftsRequest { Dossier = dossier.ToByteString() };
        Reply reply = await client.AskAsync(new Command { ListFormDrafts = request }, cancellationToken);
        return reply.ListFormDrafts.Drafts;
    }

    private static async Task<ChangeFormResponse> ChangeAsync(
        SpicoClient client,
        StreamId dossier,
        ChangeFormRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ChangeForm = request }, cancellationToken);
        return reply.ChangeForm;
    }
}
