using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Tests.Protocols;

/// <summary>A session that answers what its test says, for the tests of protocols.</summary>
internal sealed class FakeSession : ISession
{
    private readonly Channel<SharedPush> _pushes = Channel.CreateUnbounded<SharedPush>();
    private readonly TaskCompletionSource<Goodbye> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposals;

    public FakeSession(SessionRequest request, PersonId person)
    {
        Request = request;
        Caller = new Caller(person, Id, request.Hello.Device, IsAdministrator: false);
        Welcome = new Welcome
        {
            Session = Id.ToByteString(),
            Person = person.ToByteString(),
            Name = "Alice Example",
            Inbox = StreamId.InboxOf(person).ToByteString(),
            Epoch = 3,
            ExpiresAt = 1_800_000_000_000,
            AccessToken = request.Hello.SignIn is null ? "" : "issued-token",
        };
    }

    public SessionId Id { get; } = SessionId.New();

    public SessionRequest Request { get; }

    public Caller Caller { get; }

    public Welcome Welcome { get; }

    public ChannelReader<SharedPush> Pushes => _pushes.Reader;

    public Task<Goodbye> Ended => _ended.Task;

    public Task Disposed => _disposed.Task;

    public int Disposals => _disposals;

    public ConcurrentQueue<Command> Commands { get; } = new();

    /// <summary>How it answers; by default an empty answer of the right kind.</summary>
    public Func<Command, CancellationToken, ValueTask<Reply>> Answer { get; set; } =
        (command, _) => ValueTask.FromResult(EmptyReplyTo(command));

    public ValueTask<Reply> SendAsync(Command command, CancellationToken cancellationToken)
    {
        Commands.Enqueue(command);
        return Answer(command, cancellationToken);
    }

    public void Tell(Push push) => _pushes.Writer.TryWrite(new SharedPush(new Frame { Push = push }.ToByteArray()));

    public void End(CloseCode code, string reason)
    {
        _ended.TrySetResult(new Goodbye { Code = code, Reason = reason });
        _pushes.Writer.TryComplete();
    }

    public ValueTask DisposeAsync()
    {
        Interlocked.Increment(ref _disposals);
        End(CloseCode.GoingAway, "Disposed.");
        _disposed.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public static Reply EmptyReplyTo(Command command)
    {
        string field = Command.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(command)!.Name;
        var reply = new Reply();
        var answer = Reply.Descriptor.FindFieldByName(field);
        answer.Accessor.SetValue(reply, answer.MessageType.Parser.ParseFrom(ByteString.Empty));
        return reply;
    }
}
