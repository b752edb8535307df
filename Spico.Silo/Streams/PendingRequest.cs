using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>A request between its decision and its answer.</summary>
internal sealed class PendingRequest<TFold>(IStreamCommand<TFold> command)
{
    private TaskCompletionSource<Reply>? _joined;

    public IStreamCommand<TFold> Command { get; } = command;

    /// <summary>
    /// What the answer waits for: the request's own facts or, when it wrote none, the last facts its decision rests
    /// on. Replaced when the request is decided again.
    /// </summary>
    public Append? Append { get; private set; }

    /// <summary>The reply to give when <see cref="Append"/> is durable; null: what follows from its facts.</summary>
    public Reply? Held { get; private set; }

    /// <summary>The answer, once it may leave.</summary>
    public Reply? Answer { get; private set; }

    /// <summary>The request waits for its own facts.</summary>
    public void Wait(Append own)
    {
        Append = own;
        Held = null;
    }

    /// <summary>The request wrote nothing, and waits for the facts before it.</summary>
    public void Wait(Append before, Reply held)
    {
        Append = before;
        Held = held;
    }

    /// <summary>Answers the request, and everyone who repeated it meanwhile.</summary>
    public void Settle(Reply answer)
    {
        Answer = answer;
        _joined?.TrySetResult(answer);
    }

    /// <summary>The answer for a repetition of the same request.</summary>
    public Task<Reply> JoinAsync() =>
        (_joined ??= new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
