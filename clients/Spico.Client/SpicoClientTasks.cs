using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>The tasks of dossiers, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientTasks
{
    /// <summary>Creates a task.</summary>
    public static Task<ChangeTaskResponse> CreateTaskAsync(
        this SpicoClient client,
        StreamId dossier,
        NewCareTask task,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeTaskRequest { Create = task }, requestId, cancellationToken);

    /// <summary>Moves a task on.</summary>
    public static Task<ChangeTaskResponse> MoveTaskAsync(
        this SpicoClient client,
        StreamId dossier,
        CareTaskMove move,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeTaskRequest { Move = move }, requestId, cancellationToken);

    /// <summary>Gives a task to somebody else.</summary>
    public static Task<ChangeTaskResponse> AssignTaskAsync(
        this SpicoClient client,
        StreamId dossier,
        CareTaskAssignment assignment,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeTaskRequest { Assign = assignment }, requestId, cancellationToken);

    /// <summary>Says otherwise what a task is.</summary>
    public static Task<ChangeTaskResponse> AmendTaskAsync(
        this SpicoClient client,
        StreamId dossier,
        CareTaskAmendment amendment,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeTaskRequest { Amend = amendment }, requestId, cancellationToken);

    /// <summary>A page of the board: tasks across the person's dossiers.</summary>
    public static async Task<ListTasksResponse> ListTasksAsync(
        this SpicoClient client, ListTasksRequest? query = null, CancellationToken cancellationToken = default)
    {
        Reply reply = await client.AskAsync(
            new Command { ListTasks = query ?? new ListTasksRequest() }, cancellationToken);
        return reply.ListTasks;
    }

    private static async Task<ChangeTaskResponse> ChangeAsync(
        SpicoClient client,
        StreamId dossier,
        ChangeTaskRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ChangeTask = request }, cancellationToken);
        return reply.ChangeTask;
    }
}
