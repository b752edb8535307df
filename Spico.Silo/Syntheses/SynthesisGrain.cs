using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;

namespace Spico.Silo.Syntheses;

/// <summary>
/// The making of one synthesis: begun by the consequence of the fact that asks for it, and begun again by its sweep
/// when the silo fell. Keeps nothing but how far it is.
/// </summary>
[GrainType("synthesis")]
internal sealed partial class SynthesisGrain(SynthesisDesk desk, TimeProvider time, ILogger<SynthesisGrain> logger)
    : Grain, ISynthesisGrain
{
    private static readonly TimeSpan StayWhileWorking = TimeSpan.FromHours(1);

    private readonly SynthesisProgress _progress = new();
    private Task<bool>? _work;
    private int _attempts;

    public async ValueTask<bool> Make(PersonId asker)
    {
        (StreamId stream, long seq) = SynthesisKey.Parse(this.GetPrimaryKeyString());
        if (_work is null)
        {
            DelayDeactivation(StayWhileWorking);
            _work = RunAsync(new SynthesisOrder(stream, seq, asker), ++_attempts >= desk.Options.AttemptsMax);
        }

        if (!_work.IsCompleted)
        {
            return false;
        }

        Task<bool> over = _work;
        _work = null;
        if (!await over)
        {
            return false;
        }

        DeactivateOnIdle();
        return true;
    }

    public ValueTask<Synthesis> Look() => ValueTask.FromResult(new Synthesis
    {
        Done = (uint)_progress.Done,
        Total = (uint)_progress.Total,
    });

    private async Task<bool> RunAsync(SynthesisOrder order, bool isLastAttempt)
    {
        Task making = desk.MakeAsync(order, _progress, isLastAttempt);
        while (await Task.WhenAny(making, Task.Delay(desk.Options.ProgressPeriod, time)) != making)
        {
            Tell(order);
        }

        try
        {
            await making;
        }
        catch (Exception failure)
        {
            Log.NotMade(logger, failure, order.Seq, order.Stream);
            if (!isLastAttempt)
            {
                return false;
            }
        }

        // The sweep would find it over in its time; who waits is told at once.
        IConversationSyntheses conversation = GrainFactory.GetGrain<IConversationSyntheses>(StreamKey.Of(order.Stream));
        Reply reply = await conversation.GetSynthesis(StreamSyntheses.As(order.Asker), new GetSynthesisRequest
        {
            Conversation = order.Stream.ToByteString(),
            Synthesis = (ulong)order.Seq,
        });
        if (reply.Error is { } error)
        {
            return !error.Retryable;
        }

        Synthesis now = reply.GetSynthesis.Synthesis;
        Tell(order.Asker, now);
        return now.State != SynthesisState.Working;
    }

    private void Tell(SynthesisOrder order) => Tell(order.Asker, new Synthesis
    {
        Conversation = order.Stream.ToByteString(),
        Synthesis_ = (ulong)order.Seq,
        State = SynthesisState.Working,
        Done = (uint)_progress.Done,
        Total = (uint)_progress.Total,
    });

    private void Tell(PersonId asker, Synthesis synthesis)
    {
        StreamId inbox = StreamId.InboxOf(asker);
        byte[] frame = new Frame
        {
            Push = new Push { SynthesisChanged = new SynthesisChanged { Synthesis = synthesis } },
        }.ToByteArray();
        // One way: it returns when it is on its way.
        _ = GrainFactory.GetGrain<IInboxGrain>(StreamKey.Of(inbox)).Tell(new Notice(inbox, frame)).AsTask();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Synthesis {Seq} of {Stream} was not made")]
        public static partial void NotMade(ILogger logger, Exception failure, long seq, StreamId stream);
    }
}
