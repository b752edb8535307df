using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>The coordination plans of dossiers, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientPlans
{
    /// <summary>Begins a plan, or says who answers for it and until when it holds.</summary>
    public static Task<ChangePlanResponse> SetPlanAsync(
        this SpicoClient client,
        StreamId dossier,
        PlanHead head,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangePlanRequest { Head = head }, requestId, cancellationToken);

    /// <summary>Sets a goal, or changes one.</summary>
    public static Task<ChangePlanResponse> SetGoalAsync(
        this SpicoClient client,
        StreamId dossier,
        PlanGoal goal,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangePlanRequest { Goal = goal }, requestId, cancellationToken);

    /// <summary>Decides an action, and so creates a task.</summary>
    public static Task<ChangePlanResponse> DecideActionAsync(
        this SpicoClient client,
        StreamId dossier,
        NewPlanAction action,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangePlanRequest { Action = action }, requestId, cancellationToken);

    /// <summary>Validates the plan as it was seen.</summary>
    public static Task<ChangePlanResponse> ValidatePlanAsync(
        this SpicoClient client,
        StreamId dossier,
        ulong seen,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(
            client,
            dossier,
            new ChangePlanRequest { Validate = new PlanValidation { Seen = seen } },
            requestId,
            cancellationToken);

    /// <summary>Puts the plan into another state.</summary>
    public static Task<ChangePlanResponse> MovePlanAsync(
        this SpicoClient client,
        StreamId dossier,
        PlanMove move,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangePlanRequest { Move = move }, requestId, cancellationToken);

    /// <summary>The plan as PDF; as it is now unless a version is named.</summary>
    public static async Task<ReadPlanDocumentResponse> ReadPlanDocumentAsync(
        this SpicoClient client, StreamId dossier, uint version = 0, CancellationToken cancellationToken = default)
    {
        var request = new ReadPlanDocumentRequest { Dossier = dossier.ToByteString(), Version = version };
        Reply reply = await client.AskAsync(new Command { ReadPlanDocument = request }, cancellationToken);
        return reply.ReadPlanDocument;
    }

    private static async Task<ChangePlanResponse> ChangeAsync(
        SpicoClient client,
        StreamId dossier,
        ChangePlanRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ChangePlan = request }, cancellationToken);
        return reply.ChangePlan;
    }
}
