using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>
/// The way of a command through a stream: known already, or decided from the fold at its head, numbered, sealed, and
/// handed to the log, with many more behind it before the first is durable. Lives on its grain's turn; between looking
/// at the fold and numbering nothing is awaited. Every failure has the same way back: <see cref="ReloadAsync"/>.
/// </summary>
internal sealed partial class StreamPipeline<TFold>(
    StreamId stream, StreamServices services, StreamSnapshots snapshots, Action deactivate)
    where TFold : class, IStreamFold<TFold>
{
    private readonly StreamLoader<TFold> _loader = new(stream, services.Storage, snapshots);
    private readonly RecentRequests _recent = new(
        services.Options.RecentRequestsMax, services.Options.RecentRequestsAge);

    private readonly HistoryReader<TFold> _history = new(
        stream, services.Storage.Store, services.Storage.NewestFacts);


    private readonly StreamTurns _turns = new(services.Options.WaitingMax);
    private readonly Queue<PendingRequest<TFold>> _inFlight = new();
    private readonly Dictionary<(PersonId Author, RequestId Request), PendingRequest<TFold>> _byId = [];

    private StreamTip<TFold>? _tip;

    // The newest facts on their way to the log; null when the tip is durable as it stands.
    private Append? _last;
    private Task? _reloading;
    private Error? _refusal;
    private long? _lostAt;
    private Task _snapshotting = Task.CompletedTask;

    private uint Epoch => services.Storage.Log.Epoch;

    private bool IsReady => _tip is not null && _reloading is null && _refusal is null;

    /// <summary>Whether the stream is known to have facts.</summary>
    public bool HasFacts => _tip is { Fold.Head.Seq: > 0 };

    /// <summary>The fold at its head, some of which may not be durable yet; null when it is not in memory.</summary>
    public TFold? Fold => IsReady ? _tip!.Fold : null;

    /// <summary>Whether the stream is known to have none.</summary>
    public bool IsEmpty => _tip is { Fold.Head.Seq: 0 };

    /// <summary>Carries a command out, once however often it comes; answers when what it wrote is durable.</summary>
    public ValueTask<Reply> SubmitAsync(IStreamCommand<TFold> command) =>
        MayGoAtOnce(command) ? Begin(command) : LineUpAsync(command);

    /// <summary>
    /// Asks the fold at its head, and answers when all that the answer rests on is durable. The question may be asked
    /// again, of another fold, when it was not.
    /// </summary>
    public ValueTask<Answer<T>> AskAsync<TArgument, T>(TArgument argument, Func<TFold, TArgument, T> question) =>
        AskTipAsync((argument, question), static (tip, asked) => asked.question(tip.Fold, asked.argument));

    /// <summary>The same with the stream's key, for what is sealed beside its facts.</summary>
    public ValueTask<Answer<T>> AskAsync<TArgument, T>(
        TArgument argument, Func<TFold, StreamCipher?, TArgument, T> question) =>
        AskTipAsync(
            (argument, question), static (tip, asked) => asked.question(tip.Fold, tip.Cipher, asked.argument));

    /// <summary>A page of facts as a person may read them, but for classes withheld from the call.</summary>
    public async ValueTask<HistoryPage> ReadAsync(PersonId person, HistoryQuery query, uint withheld = 0)
    {
        if (HistoryReader<TFold>.Check(query) is { } invalid)
        {
            return new HistoryPage { Refusal = invalid };
        }

        (Error? refusal, StreamReading? reading) = await OpenReadingAsync(person, withheld);
        if (refusal is not null || reading is null)
        {
            return new HistoryPage { Refusal = refusal };
        }

        return reading.Head.Seq == 0
            ? new HistoryPage { Head = reading.Head, IsEnd = true }
            : await _history.ReadAsync(reading, query, isAtHead: _tip?.Fold.Head.Seq == reading.Head.Seq);
    }

    /// <summary>What a person may read, as of the durable head; refused when that is nothing.</summary>
    public async ValueTask<Answer<StreamReading>> OpenReadingAsync(PersonId person, uint withheld = 0)
    {
        (Error? refusal, (ReadRight? Right, long Head, StreamCipher? Cipher) asked) = await AskTipAsync(
            person, static (tip, person) => (tip.Fold.RightOf(person), tip.Fold.Head.Seq, tip.Cipher));
        if (refusal is not null || asked.Right is not { } right)
        {
            return new Answer<StreamReading>(refusal ?? Refusal.NotAccessible(), null);
        }

        var head = new StreamPosition(Epoch, Math.Min(asked.Head, right.Until));
        return new Answer<StreamReading>(null, new StreamReading(right.Access.Without(withheld), head, asked.Cipher!));
    }

    /// <summary>
    /// Drops what is in memory: whoever comes next is answered from the store as it is now. False: it cannot be read.
    /// </summary>
    public async ValueTask<bool> ForgetAsync()
    {
        // One that is under way may have read the stream before.
        await (_reloading ?? Task.CompletedTask);
        await ReloadAsync();
        return _tip is not null;
    }

    /// <summary>
    /// Leaves a snapshot of now behind: what the one before it still tells is in the stream no more.
    /// </summary>
    public async Task RenewSnapshotAsync()
    {
        await _snapshotting;
        if (_tip is { Fold.Head.Seq: > 0 } tip)
        {
            await (_snapshotting = TakeSnapshotAsync(tip));
        }
    }

    /// <summary>Leaves a snapshot behind, if one is worth its write. Nothing may be in flight.</summary>
    public async Task StopAsync()
    {
        await _snapshotting;
        if (_tip is not null && _tip.Fold.Head.Seq - snapshots.Seq >= services.Options.SnapshotFactsWhenIdle)
        {
            await TakeSnapshotAsync(_tip);
        }

        _tip?.Cipher?.Dispose();
    }

    private async ValueTask<Answer<T>> AskTipAsync<TArgument, T>(
        TArgument argument, Func<StreamTip<TFold>, TArgument, T> question)
    {
        while (true)
        {
            if (!IsReady)
            {
                await ReloadAsync();
                if (_refusal is { } refusal)
                {
                    return new Answer<T>(refusal, default);
                }

                continue;
            }

            T answer = question(_tip!, argument);
            Append? last = _last;
            if (last is null || await last.Outcome.Task == AppendOutcome.Durable)
            {
                return new Answer<T>(null, answer);
            }

            if (_last == last)
            {
                await ReloadAsync();
            }
        }
    }

    private bool MayGoAtOnce(IStreamCommand<TFold> command) =>
        IsReady
        && _turns.IsFree(command.Author)
        && _inFlight.Count < services.Options.InFlightMax
        && ((!command.NeedsPreparation && _recent.WouldKnow(command.Request, services.Now))
            || IsRepeated(command));

    private bool IsRepeated(IStreamCommand<TFold> command) =>
        _byId.ContainsKey((command.Author, command.Request))
        || _recent.TryFind(command.Author, command.Request, out _);

    private async ValueTask<Reply> LineUpAsync(IStreamCommand<TFold> command)
    {
        ValueTask<Reply> begun;
        using (StreamTurns.Turn? turn = _turns.TryEnter(command.Author))
        {
            if (turn is null)
            {
                return new Reply { Error = Refusal.Overloaded(services.Options.WaitingMax) };
            }

            await turn.Before;
            if (await PrepareAsync(command) is { } answer)
            {
                return answer;
            }

            begun = Begin(command);
        }

        return await begun;
    }

    /// <summary>Fetches what must be known before the decision. Returns an answer, or null when all is ready.</summary>
    private async ValueTask<Reply?> PrepareAsync(IStreamCommand<TFold> command)
    {
        bool isPrepared = false;
        while (true)
        {
            if (!IsReady)
            {
                await ReloadAsync();
                if (_refusal is { } refusal)
                {
                    return new Reply { Error = refusal };
                }
            }
            else if (IsRepeated(command))
            {
                return null;
            }
            else if (!isPrepared)
            {
                isPrepared = true;
                if (await FetchAsync(command) is { } answer)
                {
                    return answer;
                }
            }
            else if (_inFlight.Count >= services.Options.InFlightMax)
            {
                await _turns.RoomAsync();
            }
            else
            {
                return null;
            }
        }
    }

    private async ValueTask<Reply?> FetchAsync(IStreamCommand<TFold> command)
    {
        try
        {
            if (!_recent.WouldKnow(command.Request, services.Now)
                && await FindAsync(command) is { } stored)
            {
                return stored;
            }

            return command.NeedsPreparation && await command.PrepareAsync() is { } refusal
                ? new Reply { Error = refusal }
                : null;
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    private async ValueTask<Reply?> FindAsync(IStreamCommand<TFold> command)
    {
        FactRow? first = await services.Storage.Store.FindRequestAsync(stream, command.Author, command.Request);
        return first is null ? null : Repeat(command, first.RequestHash, RequestOutcome.Of(first));
    }

    private Reply Repeat(IStreamCommand<TFold> command, Guid hash, in RequestOutcome outcome) =>
        hash == command.Hash ? command.Answer(outcome, Epoch) : new Reply { Error = Refusal.IdReused() };

    /// <summary>Decides a command now; what is returned completes with its answer.</summary>
    private ValueTask<Reply> Begin(IStreamCommand<TFold> command)
    {
        if (_byId.TryGetValue((command.Author, command.Request), out PendingRequest<TFold>? same))
        {
            return same.Command.Hash == command.Hash
                ? new ValueTask<Reply>(same.JoinAsync())
                : new ValueTask<Reply>(new Reply { Error = Refusal.IdReused() });
        }

        if (_recent.TryFind(command.Author, command.Request, out RecentRequests.Entry? known))
        {
            return new ValueTask<Reply>(Repeat(command, known.Hash, known.Outcome));
        }

        var pending = new PendingRequest<TFold>(command);
        Decide(pending);
        return pending.Answer is { } answer ? new ValueTask<Reply>(answer) : CompleteAsync(pending);
    }

    private void Decide(PendingRequest<TFold> pending)
    {
        IStreamCommand<TFold> command = pending.Command;
        Decision decision = command.Decide(_tip!.Fold);
        if (decision.Reply is { } reply)
        {
            if (_last is null)
            {
                pending.Settle(reply);
                _byId.Remove((command.Author, command.Request));
                return;
            }

            pending.Wait(_last, reply);
        }
        else
        {
            _last = Add(command, decision);
            pending.Wait(_last);
            services.Storage.Log.Append(_last);
        }

        _inFlight.Enqueue(pending);
        _byId[(command.Author, command.Request)] = pending;
    }

    private Append Add(IStreamCommand<TFold> command, Decision decision)
    {
        StreamTip<TFold> tip = _tip!;
        // Taken away meanwhile: what a defect leaves half done is not built upon.
        _tip = null;
        Append added = tip.Add(command, decision, services.Storage.MasterKey, services.Now);
        _tip = tip;
        return added;
    }

    private async ValueTask<Reply> CompleteAsync(PendingRequest<TFold> pending)
    {
        while (pending.Answer is null)
        {
            Append append = pending.Append!;
            AppendOutcome outcome = await append.Outcome.Task;
            if (pending.Answer is not null || pending.Append != append)
            {
                // Whoever came first did what was to do for everything in flight.
                continue;
            }

            if (outcome == AppendOutcome.Durable)
            {
                Settle(pending);
            }
            else
            {
                await ReloadAsync();
            }
        }

        return pending.Answer;
    }

    private void Settle(PendingRequest<TFold> pending)
    {
        if (pending.Held is { } held)
        {
            pending.Settle(held);
        }
        else
        {
            Append append = pending.Append!;
            IStreamCommand<TFold> command = pending.Command;
            RequestOutcome outcome = RequestOutcome.Of(append.Facts[0]);
            _recent.Add(command.Author, command.Request, command.Hash, outcome);
            pending.Settle(command.Answer(outcome, Epoch));
            services.Consequences.Begin(append.Consequences);
        }

        _byId.Remove((pending.Command.Author, pending.Command.Request));
        while (_inFlight.TryPeek(out PendingRequest<TFold>? oldest) && oldest.Answer is not null)
        {
            _inFlight.Dequeue();
        }

        if (_inFlight.Count == 0)
        {
            _last = null;
        }

        _turns.Admit(services.Options.InFlightMax - _inFlight.Count);
        SnapshotIfDue();
    }

    private void SnapshotIfDue()
    {
        if (_tip is not null
            && _tip.Fold.Head.Seq - snapshots.Seq >= services.Options.SnapshotFacts
            && _snapshotting.IsCompleted)
        {
            _snapshotting = TakeSnapshotAsync(_tip);
        }
    }

    private async Task TakeSnapshotAsync(StreamTip<TFold> tip)
    {
        long seq = tip.Fold.Head.Seq;
        byte[] snapshot = tip.Fold.ToSnapshot();
        if (_last is null || await _last.Outcome.Task == AppendOutcome.Durable)
        {
            await snapshots.WriteAsync(tip.Cipher!, Epoch, seq, snapshot);
        }
    }
}
