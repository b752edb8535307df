using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spico.Gateway.Protocols.TextLine;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Tests.Protocols;

public sealed class TextLineTests : IAsyncLifetime
{
    private readonly FakeSessionGate _gate = new();
    private readonly FakeTimeProvider _time = new();
    private readonly PersonId _bob = PersonId.New();
    private readonly ByteString _group = NewStream();
    private readonly ByteString _direct = NewStream();
    private readonly TcpClient _client = new();
    private WebApplication _app = null!;
    private StreamReader _reader = null!;

    [Fact]
    public async Task A_person_signs_in_lists_opens_posts_and_reads()
    {
        await SignInAsync();
        Assert.Equal(
            ["* 1 Tournée du soir (2 unread)", "* 2 Bob Example (0 unread)", "OK"], await AskAsync("list"));
        Assert.Equal(["OK Tournée du soir"], await AskAsync("OPEN 1"));
        Assert.Equal(["OK 9"], await AskAsync("POST Bonjour à tous, ça va ?"));
        Assert.Equal(
            ["* 7 Bob Example: (conversation created)", "* 8 Bob Example: hello", "OK"], await AskAsync("READ 2"));
        Assert.Equal(["OK Bye."], await AskAsync("quit"));
        Assert.Null(await LineAsync());

        Command[] commands = [.. _gate.Opened.Single().Commands];
        PostMessageRequest posted = commands.Single(command => command.PostMessage is not null).PostMessage;
        Assert.Equal((_group, "Bonjour à tous, ça va ?"), (posted.Conversation, posted.Text));
        Assert.True(RequestId.TryFrom(posted.RequestId, out _));
        Assert.Equal(2u, commands.Single(command => command.ReadHistory is not null).ReadHistory.Limit);
        await Eventually.Completes("the session ends", _gate.Opened.Single().Disposed);
    }

    [Fact]
    public async Task What_is_new_is_shown_without_what_could_steer_a_terminal()
    {
        await SignInAsync();
        await AskAsync("LIST");
        await AskAsync("OPEN 2");
        Fact fact = Message(9, "a\u001b[2Jb\r\n< 10 Alice: lie\u202e\u2028👩\u200d⚕️");
        _gate.Opened.Single().Tell(new Push { Fact = fact });
        _gate.Opened.Single().Tell(new Push
        {
            StreamEnded = new StreamEnded { Stream = _direct, Reason = StreamEndReason.AccessEnded },
        });

        Assert.Equal("< 9 Bob Example: a·[2Jb··< 10 Alice: lie··👩\u200d⚕️", await LineAsync());
        Assert.Equal("< (no more: ACCESS_ENDED)", await LineAsync());
    }

    [Fact]
    public async Task Nothing_but_signing_in_is_answered_before_it()
    {
        Assert.Equal(["ERR UNAUTHENTICATED SIGN login password comes first."], await AskAsync("LIST"));
        Assert.Equal(["ERR UNAUTHENTICATED SIGN login password comes first."], await AskAsync("SIGN alice"));
        await SignInAsync();
    }

    [Fact]
    public async Task Refused_credentials_end_the_connection()
    {
        Assert.Equal(["BYE 4501 The credentials were refused."], await AskAsync("SIGN alice bad"));
        Assert.Null(await LineAsync());
    }

    [Fact]
    public async Task Who_does_not_sign_in_in_time_is_disconnected()
    {
        await AskAsync("LIST");
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(await LineAsync());
    }

    [Theory]
    [InlineData("OPEN 1", "ERR INVALID_ARGUMENT OPEN takes a number that LIST shows.")]
    [InlineData("OPEN -1", "ERR INVALID_ARGUMENT OPEN takes a number that LIST shows.")]
    [InlineData("POST hello", "ERR WRONG_STATE OPEN a conversation first.")]
    [InlineData("READ", "ERR WRONG_STATE OPEN a conversation first.")]
    [InlineData("DANCE", "ERR UNSUPPORTED SIGN, LIST, OPEN n, POST text, READ [n] or QUIT.")]
    public async Task A_line_that_cannot_be_carried_out_is_answered_with_an_error(string line, string expected)
    {
        await SignInAsync();

        Assert.Equal([expected], await AskAsync(line));
        Assert.Empty(_gate.Opened.Single().Commands);
    }

    [Fact]
    public async Task A_refused_command_is_an_error_and_the_connection_goes_on()
    {
        await SignInAsync();
        await AskAsync("LIST");
        await AskAsync("OPEN 1");
        Assert.Equal(["ERR INVALID_ARGUMENT READ takes a number from 1 to 50."], await AskAsync("READ 51"));
        _gate.Opened.Single().Answer = (_, _) =>
            new(new Reply { Error = new Error { Code = ErrorCode.RateLimited, Message = "Too fast." } });

        Assert.Equal(["ERR RATE_LIMITED Too fast."], await AskAsync("POST hello"));
        Assert.Equal(["OK Bye."], await AskAsync("QUIT"));
    }

    [Fact]
    public async Task A_line_of_4_KiB_is_read_and_a_longer_one_ends_the_connection()
    {
        await SignInAsync();
        Assert.StartsWith("ERR UNSUPPORTED", (await AskAsync(new string('x', 4094)))[0]);

        Assert.Equal(["ERR TOO_LARGE A line is at most 4096 bytes."], await AskAsync(new string('x', 4095)));
        Assert.Null(await LineAsync());
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_end_the_connection()
    {
        await SignInAsync();
        await _client.GetStream().WriteAsync(new byte[] { 0xff, 0xfb, (byte)'\n' });

        Assert.Equal("ERR MALFORMED A line is UTF-8.", await LineAsync());
        Assert.Null(await LineAsync());
    }

    [Fact]
    public async Task The_end_of_the_session_is_said_and_ends_the_connection()
    {
        await SignInAsync();
        _gate.Opened.Single().End(CloseCode.TokenExpired, "The token ended.");

        Assert.Equal("BYE 4005 The token ended.", await LineAsync());
        Assert.Null(await LineAsync());
    }

    public async ValueTask InitializeAsync()
    {
        _gate.Prepare = session => session.Answer = (command, _) => new(Answer(command));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseTextLine()));
        builder.Services.AddSingleton<ISessionGate>(_gate).AddSingleton<TimeProvider>(_time).AddTextLine();
        _app = builder.Build();
        await _app.StartAsync();
        string address = _app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await _client.ConnectAsync(IPAddress.Loopback, new Uri(address).Port);
        _reader = new StreamReader(_client.GetStream(), Encoding.UTF8);
        Assert.StartsWith("Spico.", await LineAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private static ByteString NewStream() =>
        StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New()).ToByteString();

    private Fact Message(ulong seq, string text) => new()
    {
        Seq = seq,
        Author = _bob.ToByteString(),
        MessagePosted = new MessagePosted { Text = text },
    };

    private Reply Answer(Command command) => command.BodyCase switch
    {
        Command.BodyOneofCase.ListInbox => new Reply
        {
            ListInbox = new ListInboxResponse
            {
                Entries =
                {
                    new InboxEntry { Conversation = _group, Title = "Tournée du soir", Unread = 2 },
                    new InboxEntry { Conversation = _direct, Peer = _bob.ToByteString() },
                },
            },
        },
        Command.BodyOneofCase.PostMessage => new Reply
        {
            PostMessage = new PostMessageResponse { Position = new Position { Seq = 9 } },
        },
        Command.BodyOneofCase.ReadHistory => new Reply
        {
            ReadHistory = new ReadHistoryResponse
            {
                Facts =
                {
                    Message(8, "hello"),
                    new Fact
                    {
                        Seq = 7,
                        Author = _bob.ToByteString(),
                        ConversationCreated = new ConversationCreated(),
                    },
                },
            },
        },
        Command.BodyOneofCase.GetPeople => new Reply
        {
            GetPeople = new GetPeopleResponse
            {
                People = { new Person { Id = _bob.ToByteString(), Name = "Bob Example" } },
            },
        },
        _ => FakeSession.EmptyReplyTo(command),
    };

    private async Task SignInAsync() =>
        Assert.Equal(["OK Alice Example"], await AskAsync("SIGN alice correct horse battery"));

    private async Task<string[]> AskAsync(string line)
    {
        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"));
        var answer = new List<string>();
        do
        {
            answer.Add(await LineAsync() ?? "(closed)");
        }
        while (answer[^1].StartsWith("* ", StringComparison.Ordinal));
        return [.. answer];
    }

    private Task<string?> LineAsync() => Eventually.Completes("the next line", _reader.ReadLineAsync());
}
