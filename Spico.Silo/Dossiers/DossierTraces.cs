using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;
using Spico.Silo.Traces;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Dossiers;

/// <summary>
/// Traces everything that is asked of a dossier: nothing is answered before who asked, for whom, why, and what became
/// of it is durable. What does not exist has no traces. Lives on its grain's turn.
/// </summary>
internal sealed class DossierTraces(
    StreamId dossier, StreamPipeline<DossierState> pipeline, DossierServices elsewhere, TraceStream traces)
{
    /// <summary>The answer to a command, once it is traced.</summary>
    public async ValueTask<Reply> KeepAsync(Caller caller, Command command, Reply reply)
    {
        (Error? refusal, AccessTrace? trace) = await BeginAsync(caller, TraceKind.Command, reply.Error);
        if (trace is not null)
        {
            trace.Command = (uint)command.BodyCase;
            trace.Reason = TraceFields.ReasonOf(command);
            trace.To = TraceFields.PositionOf(reply);
            Name(trace, command);
            refusal = (await traces.KeepAsync(caller.Person, trace)).Refusal;
        }

        return refusal is null ? reply : new Reply { Error = refusal };
    }

    // Which of what is read one by one it was.
    private void Name(AccessTrace trace, Command command)
    {
        if (command.BeginDownload is { } download && FileId.TryFrom(download.File, out FileId file))
        {
            trace.File = file.ToByteString();
            (trace.From, trace.To) = (download.Seq, download.Seq);
        }
        else if (command.ReadPlanDocument is { } plan)
        {
            trace.Version = plan.Version;
            trace.To = trace.Outcome == ErrorCode.Unspecified ? (ulong)(pipeline.Fold?.Head.Seq ?? 0) : 0;
        }
    }

    /// <summary>The answer to an opening, once it is traced. It names the trace, for the closing.</summary>
    public async ValueTask<Subscription> KeepAsync(Caller caller, Subscription opened, IGatewayObserver gateway)
    {
        (Error? refusal, AccessTrace? trace) = await BeginAsync(caller, TraceKind.Opened, opened.Refusal);
        TraceHead? head = null;
        if (trace is not null)
        {
            trace.Command = (uint)Command.BodyOneofCase.OpenStream;
            trace.To = (ulong)opened.Head.Seq;
            (refusal, head) = await traces.KeepAsync(
                caller.Person, trace, opened.Refusal is null ? TraceOpening.Of(dossier, gateway) : null);
        }

        return refusal is not null ? new Subscription { Refusal = refusal }
            : opened.Refusal is not null ? opened
            : new Subscription
            {
                Head = opened.Head,
                Access = opened.Access,
                Withheld = opened.Withheld,
                View = opened.View,
                Opening = head?.Seq ?? 0,
            };
    }

    /// <summary>A page of facts, once it is traced. What came after an opening is the opening's.</summary>
    public async ValueTask<HistoryPage> KeepAsync(Caller caller, HistoryQuery query, HistoryPage page)
    {
        if (query is { Backwards: false, OpenedAt: { } openedAt } && query.From >= openedAt)
        {
            return page;
        }

        (Error? refusal, AccessTrace? trace) = await BeginAsync(caller, TraceKind.Page, page.Refusal);
        if (trace is not null)
        {
            trace.Command = (uint)Command.BodyOneofCase.ReadHistory;
            if (page.Facts is [var first, ..])
            {
                trace.From = (ulong)Math.Min(first.Seq, page.Facts[^1].Seq);
                trace.To = (ulong)Math.Max(first.Seq, page.Facts[^1].Seq);
            }

            refusal = (await traces.KeepAsync(caller.Person, trace)).Refusal;
        }

        return refusal is null ? page : new HistoryPage { Refusal = refusal };
    }

    /// <summary>Traces that an opening is over, once. False: it could not be, and is to be tried again.</summary>
    public async ValueTask<bool> CloseAsync(Caller caller, long opening, long upTo)
    {
        (Error? refusal, AccessTrace? trace) = await BeginAsync(caller, TraceKind.Closed, null);
        if (Refusal.IsGone(refusal))
        {
            // Erased while it was open: nothing is known of who had it but what the opening says.
            return await CloseAsOpenedAsync(caller.Person, opening, upTo, isLost: false);
        }

        if (trace is not null)
        {
            trace.Command = (uint)Command.BodyOneofCase.CloseStream;
            trace.Opening = (ulong)opening;
            trace.To = (ulong)upTo;
            refusal = await KeepClosingAsync(caller.Person, trace);
        }

        return refusal is null || Refusal.IsGone(refusal);
    }

    /// <summary>Traces that the gateway of an opening is lost. False: to be tried again.</summary>
    public async ValueTask<bool> LoseAsync(PersonId person, long opening)
    {
        (Error? refusal, long head) = await pipeline.AskAsync(0, static (fold, _) => fold.Head.Seq);
        return (refusal is null || Refusal.IsGone(refusal))
            && await CloseAsOpenedAsync(person, opening, head, isLost: true);
    }

    private async ValueTask<bool> CloseAsOpenedAsync(PersonId person, long opening, long upTo, bool isLost)
    {
        try
        {
            (Error? refusal, List<StoredTrace>? found) = await traces.ReadAsync(person, opening + 1, 1);
            if (found is [var opened] && opened.Seq == opening)
            {
                AccessTrace trace = TraceFields.ClosingOf(opened.Body.Trace);
                trace.Opening = (ulong)opening;
                trace.To = isLost ? Math.Max((ulong)upTo, opened.Body.Trace.To) : (ulong)upTo;
                trace.Lost = isLost;
                refusal = await KeepClosingAsync(person, trace);
            }

            return refusal is null || Refusal.IsGone(refusal);
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private async ValueTask<Error?> KeepClosingAsync(PersonId person, AccessTrace trace) =>
        (await traces.KeepAsync(
            person,
            trace,
            TraceOpening.ClosingOf(dossier, (long)trace.Opening, trace.Lost),
            new TraceOpening(dossier, Gateway: null))).Refusal;

    /// <summary>Who opened the dossier, for who may know.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> ReadAsync(Caller caller, ReadTracesRequest request, StreamStorage storage)
    {
        if (TraceReader.Check(request, out _) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        (Error? refusal, TraceScope? scope) = await pipeline.AskAsync(caller.Person, ScopeOf);
        if (refusal is null && scope is null && !pipeline.IsEmpty
            && CareRoles.Of(await elsewhere.FindPersonAsync(caller.Person)) == CareRole.Auditor)
        {
            scope = new TraceScope(null, TellsDevices: true);
        }

        return scope is null
            ? new Reply { Error = refusal ?? Refusal.NotAccessible("dossier") }
            : await new TraceReader(dossier, traces, storage).ReadAsync(caller, request, scope);
    }

    // The row of traces in the domain's table of rights: those who give care and the patient all of their dossiers, who
    // administers a structure that of its people.
    private static TraceScope? ScopeOf(DossierState fold, PersonId person)
    {
        if (fold.Circle.IsPatient(person))
        {
            return new TraceScope(null, TellsDevices: false);
        }

        return fold.Circle.PeriodOf(person)?.Role switch
        {
            CareRole.Medical or CareRole.Paramedical or CareRole.Social or CareRole.Coordinator =>
                new TraceScope(null, TellsDevices: false),
            CareRole.StructureAdministrator => new TraceScope(
                [.. fold.Circle.Find(CircleMemberId.Of(person))!.Professional.Structures], TellsDevices: false),
            _ => null,
        };
    }

    /// <summary>A trace with who asks. Neither a trace nor a refusal: there is no dossier.</summary>
    private async ValueTask<Answer<AccessTrace>> BeginAsync(Caller caller, TraceKind kind, Error? outcome)
    {
        DossierState? fold = pipeline.Fold;
        if (fold is null)
        {
            (Error? refusal, fold) = await pipeline.AskAsync(0, static (fold, _) => fold);
            if (fold is null)
            {
                // Nothing of it can be read, hence nothing was: the refusal there is says so.
                return new Answer<AccessTrace>(outcome ?? refusal, null);
            }
        }

        if (!fold.Exists)
        {
            return default;
        }

        AccessTrace trace = TraceFields.Begin(caller, kind);
        trace.Outcome = outcome?.Code ?? ErrorCode.Unspecified;
        CircleMember? member = fold.Circle.Find(CircleMemberId.Of(caller.Person));
        if (member is not null && CirclePeriods.PresentOf(member) is { } period)
        {
            trace.Role = period.Role;
            trace.Basis = period.Ground?.Basis ?? LegalBasis.Unspecified;
            trace.Structures.Add(member.Professional.Structures);
        }
        else if (fold.Accesses.Find(caller.Person) is { } access)
        {
            bool isEmergency = access.Kind == AccessKind.Emergency;
            trace.Role = access.Role;
            trace.Basis = isEmergency ? LegalBasis.Emergency : LegalBasis.SameTeam;
            if (access.Practice is { } practice)
            {
                trace.Structures.Add(practice.Structure);
            }
        }
        else if (!fold.Circle.IsPatient(caller.Person))
        {
            trace.Role = CareRoles.Of(await elsewhere.FindPersonAsync(caller.Person));
        }

        return new Answer<AccessTrace>(null, trace);
    }
}
