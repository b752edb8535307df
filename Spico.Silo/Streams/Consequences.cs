using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Silo.Agendas;
using Spico.Silo.Conversations;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Dashboards;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Files;
using Spico.Silo.Inboxes;
using Spico.Silo.Patients;
using Spico.Silo.Retention;
using Spico.Silo.Syntheses;

namespace Spico.Silo.Streams;

/// <summary>
/// Carries out what follows from a fact in another stream or at a later time, after its commit, as an ordinary command.
/// What is not carried out, because the silo fell, too much was to do or its time has not come, is found by a sweep:
/// each is carried out at least once, and its derived request id makes that once. Two silos that sweep the same do no
/// harm.
/// </summary>
internal sealed partial class Consequences(
    IGrainFactory grains,
    ILogStore store,
    ILog log,
    IOptions<StreamOptions> options,
    TimeProvider time,
    ILogger<Consequences> logger) : BackgroundService
{
    private const int QueueMax = 10_000;
    private const long MoreAfter = 50;
    private const long AllKnownAfter = 1_000;

    private readonly Channel<ConsequenceRow> _queue = Channel.CreateBounded<ConsequenceRow>(QueueMax);
    private readonly ConcurrentDictionary<ConsequenceRow, bool> _known = [];
    private readonly Alarm _alarm = new(time);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>These facts are durable: what follows from them may begin. Returns at once.</summary>
    public void Begin(ConsequenceRow[] consequences)
    {
        foreach (ConsequenceRow consequence in consequences)
        {
            if (consequence.DueAt > 0)
            {
                _alarm.WakeBy(consequence.DueAt);
            }
            else if (_known.TryAdd(consequence, true) && !_queue.Writer.TryWrite(consequence))
            {
                // The sweep finds it.
                _known.TryRemove(consequence, out _);
                _alarm.WakeBy(Now + AllKnownAfter);
            }
        }
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(RunAsync(stoppingToken), SweepAsync(stoppingToken));

    private Task RunAsync(CancellationToken stoppingToken)
    {
        var limits = new ParallelOptions
        {
            CancellationToken = stoppingToken,
            MaxDegreeOfParallelism = options.Value.ConsequencesAtOnce,
        };
        return Parallel.ForEachAsync(
            _queue.Reader.ReadAllAsync(stoppingToken), limits, (consequence, _) => CarryOutAsync(consequence));
    }

    private async ValueTask CarryOutAsync(ConsequenceRow consequence)
    {
        try
        {
            if (await AskAsync(consequence))
            {
                log.Forget(consequence);
            }
        }
        catch (Exception failure)
        {
            Log.NotCarriedOut(logger, failure, consequence.Stream, consequence.Seq, consequence.Target);
        }
        finally
        {
            _known.TryRemove(consequence, out _);
        }
    }

    private ValueTask<bool> AskAsync(ConsequenceRow consequence)
    {
        (_, long seq, _, ConsequenceKind kind, PersonId person, long dueAt) = consequence;
        string target = StreamKey.Of(consequence.Target);
        switch (kind)
        {
            case ConsequenceKind.UrgencyRaised:
                return grains.GetGrain<IConversationUrgencies>(target).NotifyUrgency(person, seq);
            case ConsequenceKind.UrgencyDue:
                return grains.GetGrain<IConversationUrgencies>(target).EscalateUrgency(person, seq);
            case ConsequenceKind.MessageRetracted:
                return grains.GetGrain<IFileRelease>(target).Release(seq);
            case ConsequenceKind.StreamErased:
                return grains.GetGrain<IRemainsGrain>(0).Remove(consequence.Target);
            case ConsequenceKind.DossierErased:
                return ForgetAsync(consequence);
            case ConsequenceKind.ObjectionsHold when consequence.Target.Kind == StreamKind.Conversation:
                return grains.GetGrain<IObeysObjections>(target).AskAboutNewcomers(person, seq);
            case ConsequenceKind.ObjectionsHold:
                return grains.GetGrain<IDossierObjections>(target).TellConversations(person, seq);
            case ConsequenceKind.IdentityChanged:
                return grains.GetGrain<IDossierNotes>(target).NoteIdentity(person, consequence.Stream, seq);
            case ConsequenceKind.DossierMerged:
                return grains.GetGrain<IDossierNotes>(target).NoteMerge(person, consequence.Stream, seq);
            case ConsequenceKind.TaskMoved:
                return grains.GetGrain<IBoardGrain>(0).Tell(consequence.Stream, seq);
            case ConsequenceKind.AppointmentShared:
                return grains.GetGrain<IAgendaNotes>(target).NoteAppointment(person, consequence.Stream, seq);
            case ConsequenceKind.AppointmentOfPatient:
                return grains.GetGrain<IDossierNotes>(target).NoteAppointment(person, consequence.Stream, seq);
            case ConsequenceKind.DashboardMoved:
                return grains.GetGrain<IDashboardGrain>(0).Tell(consequence.Stream, seq);
            case ConsequenceKind.AccessDue or ConsequenceKind.ConsentDue or >= ConsequenceKind.AlertDue:
                return grains.GetGrain<IDossierDueTimes>(target).CarryOutDue(kind, person, seq, dueAt);
            case ConsequenceKind.MessageFiled:
                return grains.GetGrain<IConversationNotes>(target).NoteFiled(person, consequence.Stream, seq);
            case ConsequenceKind.PatientMerged:
                return grains.GetGrain<IPatientGrain>(target).NoteMerge(person, consequence.Stream, seq);
        }

        if (kind == ConsequenceKind.SynthesisAsked)
        {
            return grains.GetGrain<ISynthesisGrain>(SynthesisKey.Of(consequence.Stream, seq)).Make(person);
        }

        IInboxGrain inbox = grains.GetGrain<IInboxGrain>(target);
        return consequence.Notification is { } notification
            ? inbox.Notify(person, consequence.Stream, seq, notification)
            : inbox.NoteMembership(
                person,
                consequence.Stream,
                seq,
                isMember: kind != ConsequenceKind.MembershipEnded,
                isOwn: kind == ConsequenceKind.MembershipFounded);
    }

    private async ValueTask<bool> ForgetAsync(ConsequenceRow erased) =>
        await ErasedStreams.FindAsync(store, erased.Seq) is not { } dossier
        || await RetentionClasses.ForgetterOf(grains, erased.Target).ForgetDossier(
            erased.Person,
            dossier,
            ConsequenceId.Of(erased.Kind, erased.Stream, erased.Seq, erased.Person));

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _alarm.SleepAsync(await SweepOnceAsync(stoppingToken), stoppingToken);
        }
    }

    /// <summary>Queues what is left over and due. Returns when to sweep again.</summary>
    private async Task<long> SweepOnceAsync(CancellationToken stoppingToken)
    {
        int max = options.Value.ConsequenceSweepMax;
        long now = Now;
        long next = now + (long)options.Value.ConsequenceSweepPeriod.TotalMilliseconds;
        try
        {
            // Looks as far ahead as it is going to sleep: what falls due meanwhile wakes it.
            List<ConsequenceRow> leftOver = await store.ReadConsequencesAsync(next, max);
            bool areAllKnown = true;
            foreach (ConsequenceRow left in leftOver)
            {
                if (left.DueAt > now)
                {
                    return left.DueAt;
                }

                if (_known.TryAdd(left, true))
                {
                    areAllKnown = false;
                    await _queue.Writer.WriteAsync(left, stoppingToken);
                }
            }

            // A full page has more behind it: a silo fell or much happened at once, and people wait.
            return leftOver.Count < max ? next : now + (areAllKnown ? AllKnownAfter : MoreAfter);
        }
        catch (StoreException failure)
        {
            Log.NotSwept(logger, failure);
            return next;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "What follows from fact {Seq} of {Stream} in {Target} was not carried out; it will be")]
        public static partial void NotCarriedOut(
            ILogger logger, Exception failure, StreamId stream, long seq, StreamId target);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Consequences left over could not be read")]
        public static partial void NotSwept(ILogger logger, Exception failure);
    }
}
