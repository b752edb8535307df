using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// Dossiers and who is in their circle, as methods like <see cref="SpicoClientCommands"/>. One is followed as any
/// stream, and <see cref="Dossiers.DossierFold"/> keeps its view up to date.
/// </summary>
public static class SpicoClientDossiers
{
    /// <summary>Who is known under such an identity: to be asked before somebody is registered.</summary>
    public static async Task<SearchPatientsResponse> SearchPatientsAsync(
        this SpicoClient client, PatientTraits traits, CancellationToken cancellationToken = default)
    {
        var request = new SearchPatientsRequest { Traits = traits };
        Reply reply = await client.AskAsync(new Command { SearchPatients = request }, cancellationToken);
        return reply.SearchPatients;
    }

    /// <summary>Creates the dossier of a patient; its request id is made when it has none.</summary>
    public static async Task<CreateDossierResponse> CreateDossierAsync(
        this SpicoClient client, CreateDossierRequest creation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(creation);
        CreateDossierRequest request = creation.Clone();
        request.RequestId = request.RequestId.IsEmpty ? RequestId.New().ToByteString() : request.RequestId;
        Reply reply = await client.AskAsync(new Command { CreateDossier = request }, cancellationToken);
        return reply.CreateDossier;
    }

    /// <summary>Corrects the identity of a dossier's patient; its request id is made when it has none.</summary>
    public static async Task<ChangeIdentityResponse> ChangeIdentityAsync(
        this SpicoClient client, ChangeIdentityRequest change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        ChangeIdentityRequest request = change.Clone();
        request.RequestId = request.RequestId.IsEmpty ? RequestId.New().ToByteString() : request.RequestId;
        Reply reply = await client.AskAsync(new Command { ChangeIdentity = request }, cancellationToken);
        return reply.ChangeIdentity;
    }

    /// <summary>Says that two dossiers are of one person: the first is written no more.</summary>
    public static async Task<MergeDossierResponse> MergeDossierAsync(
        this SpicoClient client,
        StreamId dossier,
        StreamId into,
        string reason,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new MergeDossierRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Dossier = dossier.ToByteString(),
            Into = into.ToByteString(),
            Reason = reason,
        };
        Reply reply = await client.AskAsync(new Command { MergeDossier = request }, cancellationToken);
        return reply.MergeDossier;
    }

    /// <summary>Undoes a merge.</summary>
    public static async Task<SeparateDossierResponse> SeparateDossierAsync(
        this SpicoClient client,
        StreamId dossier,
        string reason,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new SeparateDossierRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Dossier = dossier.ToByteString(),
            Reason = reason,
        };
        Reply reply = await client.AskAsync(new Command { SeparateDossier = request }, cancellationToken);
        return reply.SeparateDossier;
    }

    /// <summary>Somebody joins the circle, or comes back.</summary>
    public static Task<ChangeCircleResponse> BeginCareAsync(
        this SpicoClient client,
        StreamId dossier,
        BeginCirclePeriod begin,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) => client.ChangeCircleAsync(
        new ChangeCircleRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Dossier = dossier.ToByteString(),
            Begin = begin,
        },
        cancellationToken);

    /// <summary>Somebody leaves the circle.</summary>
    public static Task<ChangeCircleResponse> EndCareAsync(
        this SpicoClient client,
        StreamId dossier,
        EndCirclePeriod end,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) => client.ChangeCircleAsync(
        new ChangeCircleRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Dossier = dossier.ToByteString(),
            End = end,
        },
        cancellationToken);

    /// <summary>The circle as it was at a time, in milliseconds since 1970-01-01T00:00:00Z; 0: now.</summary>
    public static async Task<IReadOnlyList<CircleMember>> ReadCircleAsync(
        this SpicoClient client, StreamId dossier, long at = 0, CancellationToken cancellationToken = default)
    {
        var request = new ReadCircleRequest { Dossier = dossier.ToByteString(), At = at };
        Reply reply = await client.AskAsync(new Command { ReadCircle = request }, cancellationToken);
        return reply.ReadCircle.Members;
    }

    /// <summary>Records what the patient says to the sharing of their data.</summary>
    public static async Task<RecordConsentResponse> RecordConsentAsync(
        this SpicoClient client,
        StreamId dossier,
        SharingConsent consent,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new RecordConsentRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Dossier = dossier.ToByteString(),
            Consent = consent,
        };
        Reply reply = await client.AskAsync(new Command { RecordConsent = request }, cancellationToken);
        return reply.RecordConsent;
    }

    /// <summary>What a person sees of a dossier and may do there, and why.</summary>
    public static Task<ExplainRightsResponse> ExplainRightsAsync(
        this SpicoClient client, StreamId dossier, PersonId person, CancellationToken cancellationToken = default) =>
        client.ExplainRightsAsync(
            new ExplainRightsRequest { Dossier = dossier.ToByteString(), Person = person.ToByteString() },
            cancellationToken);

    /// <summary>What anybody of a role would see of it and might do there.</summary>
    public static Task<ExplainRightsResponse> ExplainRightsAsync(
        this SpicoClient client, StreamId dossier, CareRole role, CancellationToken cancellationToken = default) =>
        client.ExplainRightsAsync(
            new ExplainRightsRequest { Dossier = dossier.ToByteString(), Role = role }, cancellationToken);

    /// <summary>Opens a dossier for an hour, in an emergency: everybody in its circle is told.</summary>
    public static async Task<BreakGlassResponse> BreakGlassAsync(
        this SpicoClient client,
        StreamId dossier,
        string reason,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new BreakGlassRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Dossier = dossier.ToByteString(),
            Reason = reason,
        };
        Reply reply = await client.AskAsync(new Command { BreakGlass = request }, cancellationToken);
        return reply.BreakGlass;
    }

    /// <summary>What somebody sees or would see, at a time or on a ground.</summary>
    public static async Task<ExplainRightsResponse> ExplainRightsAsync(
        this SpicoClient client, ExplainRightsRequest request, CancellationToken cancellationToken)
    {
        Reply reply = await client.AskAsync(new Command { ExplainRights = request }, cancellationToken);
        return reply.ExplainRights;
    }

    private static async Task<ChangeCircleResponse> ChangeCircleAsync(
        this SpicoClient client, ChangeCircleRequest request, CancellationToken cancellationToken)
    {
        Reply reply = await client.AskAsync(new Command { ChangeCircle = request }, cancellationToken);
        return reply.ChangeCircle;
    }
}
