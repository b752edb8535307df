using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.CareRequests;

/// <summary>Somebody takes, answers, closes or declines a request.</summary>
internal sealed class MoveCareRequestCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly CareRequestMove _move;
    private readonly ulong _request;
    private readonly ulong _answer;
    private readonly MessageTarget? _target;
    private readonly long _now;

    private MoveCareRequestCommand(
        StreamId stream,
        in Mover mover,
        Guid hash,
        ulong request,
        ulong answer = 0,
        MessageTarget? target = null)
    {
        _stream = stream;
        _move = mover.Move;
        _request = request;
        _answer = answer;
        _target = target;
        _now = mover.Now;
        Author = mover.Person;
        Request = mover.Request;
        Hash = hash;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => _target is not null;

    /// <summary>Checks the fields of a taking; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream, PersonId author, TakeCareRequestRequest request, long now, out MoveCareRequestCommand? command)
    {
        Error? unfit = Read(
            stream, author, request.Conversation, request.RequestId, (CareRequestMove.Take, now), out Mover mover);
        Guid hash = RequestHash.Of(Command.TakeCareRequestFieldNumber, request);
        command = new MoveCareRequestCommand(stream, mover, hash, request.Request);
        return unfit;
    }

    /// <summary>Checks the fields of an answer; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        AnswerCareRequestRequest request,
        long now,
        MessageLookup messages,
        out MoveCareRequestCommand? command)
    {
        Error? unfit = Read(
            stream, author, request.Conversation, request.RequestId, (CareRequestMove.Answer, now), out Mover mover);
        Guid hash = RequestHash.Of(Command.AnswerCareRequestFieldNumber, request);
        MessageTarget? target = request.Message == 0
            ? null
            : new MessageTarget("message", request.Message, author, messages);
        command = new MoveCareRequestCommand(
            stream, mover, hash, request.Request, request.Message, target);
        return unfit;
    }

    /// <summary>Checks the fields of an end; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        CloseCareRequestRequest request,
        long now,
        out MoveCareRequestCommand? command)
    {
        Error? unfit = Read(
            stream, author, request.Conversation, request.RequestId, (CareRequestMove.Close, now), out Mover mover);
        Guid hash = RequestHash.Of(Command.CloseCareRequestFieldNumber, request);
        command = new MoveCareRequestCommand(stream, mover, hash, request.Request);
        return unfit;
    }

    /// <summary>Checks the fields of a refusal; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        DeclineCareRequestRequest request,
        long now,
        out MoveCareRequestCommand? command)
    {
        Error? unfit = Read(
            stream, author, request.Conversation, request.RequestId, (CareRequestMove.Decline, now), out Mover mover);
        Guid hash = RequestHash.Of(Command.DeclineCareRequestFieldNumber, request);
        command = new MoveCareRequestCommand(stream, mover, hash, request.Request);
        return unfit;
    }

    public ValueTask<Error?> PrepareAsync() => _target!.PrepareAsync();

    public Decision Decide(ConversationState fold)
    {
        if (fold.MembershipOf(Author) is not { } author)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        if (_target?.Check(fold, author.Access, out _) is { } unknown)
        {
            return Decision.Refuse(unknown);
        }

        if (fold.CareRequests.Find((long)_request) is not { } request)
        {
            return Decision.Refuse(Refusal.WrongState("There is no such open request."));
        }

        bool isOwnerHere = request.Owner is { } owner && fold.MembershipOf(owner) is not null;
        return request.Judge(_move, Author, isOwnerHere) switch
        {
            CareRequestVerdict.Allowed => Write(fold, request),
            CareRequestVerdict.Already => Decision.Unchanged(ReplyWith(null)),
            CareRequestVerdict.HeldByAnother => Decision.Refuse(Refusal.Taken(request.Owner!.Value)),
            CareRequestVerdict.NotTheirs => Decision.Refuse(Refusal.NotAccessible("request")),
            _ => Decision.Refuse(Refusal.WrongState("It is answered already.")),
        };
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) =>
        ReplyWith(new Position { Epoch = epoch, Seq = (ulong)outcome.Seq });

    private static Error? Read(
        StreamId stream,
        PersonId author,
        ByteString conversation,
        ByteString requestId,
        (CareRequestMove Move, long Now) how,
        out Mover mover)
    {
        Error? unfit = ConversationFields.Check(stream, conversation, requestId, out RequestId id);
        mover = new Mover(how.Move, author, id, how.Now);
        return unfit;
    }

    private Decision Write(ConversationState fold, OpenCareRequest request)
    {
        long seq = fold.Head.Seq + 1;
        OpenCareRequest after = request.After(_move, Author, _now);
        // Whoever asked is told; when they end it themselves, whoever is at it.
        PersonId? told = Author == request.AskedBy ? request.Owner : request.AskedBy;
        return Decision.Write(
            [new FactDraft(Body())],
            [],
            told is { } person && fold.MembershipOf(person) is not null
                ? [ConsequenceRow.Notify(_stream, seq, person, NotificationKind.RequestChanged)]
                : [],
            rows: CareRequestRows.Of(_stream, after));
    }

    private Fact Body() => _move switch
    {
        CareRequestMove.Take => new Fact { CareRequestTaken = new CareRequestTaken { Request = _request } },
        CareRequestMove.Answer => new Fact
        {
            CareRequestAnswered = new CareRequestAnswered { Request = _request, Message = _answer },
        },
        CareRequestMove.Close => new Fact { CareRequestClosed = new CareRequestClosed { Request = _request } },
        _ => new Fact { CareRequestDeclined = new CareRequestDeclined { Request = _request } },
    };

    private Reply ReplyWith(Position? position) => _move switch
    {
        CareRequestMove.Take => new Reply { TakeCareRequest = new TakeCareRequestResponse { Position = position } },
        CareRequestMove.Answer =>
            new Reply { AnswerCareRequest = new AnswerCareRequestResponse { Position = position } },
        CareRequestMove.Close => new Reply { CloseCareRequest = new CloseCareRequestResponse { Position = position } },
        _ => new Reply { DeclineCareRequest = new DeclineCareRequestResponse { Position = position } },
    };

    private readonly record struct Mover(CareRequestMove Move, PersonId Person, RequestId Request, long Now);
}
