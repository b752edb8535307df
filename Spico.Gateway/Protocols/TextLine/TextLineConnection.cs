using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Connections;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Protocols.TextLine;

/// <summary>
/// One person at one terminal: reads lines, answers each, and shows what is new in the open conversation.
/// </summary>
internal sealed class TextLineConnection(
    ConnectionContext connection, ISessionGate gate, TextLineOptions options, TimeProvider time) : IAsyncDisposable
{
    private const int NamesMax = 1000;
    private readonly TextLineOutput _output = new(connection.Transport.Output, options.WriteTimeout, time);
    private readonly Dictionary<ByteString, string> _names = [];
    private InboxEntry[] _list = [];
    private InboxEntry? _current;
    private ISession? _session;

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
        {
            await _session.DisposeAsync();
        }

        _output.Dispose();
    }

    /// <summary>Runs until the connection, the session or the person ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(["Spico. SIGN login password, LIST, OPEN n, POST text, READ [n], QUIT."], cancellationToken);
        using (var signIn = new CancellationTokenSource(options.SignInTimeout, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(signIn.Token, cancellationToken))
        {
            while (_session is null)
            {
                if (await ReadLineAsync(either.Token) is not { } line || !await SignInAsync(line, either.Token))
                {
                    return;
                }
            }
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task showing = ShowAsync(_session, ending);
        try
        {
            while (await ReadLineAsync(ending.Token) is { } line && await AnswerAsync(_session, line, ending.Token))
            {
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
        finally
        {
            await ending.CancelAsync();
            await showing;
        }

        if (_session.Ended.IsCompleted)
        {
            await WriteAsync([TextLineTranslation.Bye(await _session.Ended)], cancellationToken);
        }
    }

    private async Task<bool> SignInAsync(string line, CancellationToken cancellationToken)
    {
        var command = TextLineCommand.Parse(line);
        string[] words = command.Rest.Split(' ', 2, StringSplitOptions.TrimEntries);
        if (command.Verb == "QUIT")
        {
            await WriteAsync([TextLineTranslation.Ok("Bye.")], cancellationToken);
            return false;
        }

        if (command.Verb != "SIGN" || words.Length < 2)
        {
            await RefuseAsync(ErrorCode.Unauthenticated, "SIGN login password comes first.", cancellationToken);
            return true;
        }

        var hello = new Hello
        {
            SignIn = new SignInRequest { Login = words[0], Password = words[1] },
            Client = "text line",
        };
        IPAddress? address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        SessionOpening opening =
            await gate.OpenAsync(new SessionRequest(hello, "text-line", address), cancellationToken);
        _session = opening.Session;
        string answer = _session is null
            ? TextLineTranslation.Bye(opening.Refusal!)
            : TextLineTranslation.Ok(_session.Welcome.Name);
        await WriteAsync([answer], cancellationToken);
        return _session is not null;
    }

    /// <summary>False when the person quits.</summary>
    private async Task<bool> AnswerAsync(ISession session, string line, CancellationToken cancellationToken)
    {
        var command = TextLineCommand.Parse(line);
        switch (command.Verb)
        {
            case "":
                return true;
            case "QUIT":
                await WriteAsync([TextLineTranslation.Ok("Bye.")], cancellationToken);
                return false;
            case "LIST":
                await ListAsync(session, cancellationToken);
                return true;
            case "OPEN":
                await OpenAsync(session, command.Rest, cancellationToken);
                return true;
            case "POST" or "READ" when _current is null:
                await RefuseAsync(ErrorCode.WrongState, "OPEN a conversation first.", cancellationToken);
                return true;
            case "POST":
                Reply posted = await session.SendAsync(
                    TextLineTranslation.Post(_current, command.Rest), cancellationToken);
                await AnswerAsync(posted, reply => reply.PostMessage.Position.Seq.ToString(
                    CultureInfo.InvariantCulture), cancellationToken);
                return true;
            case "READ":
                await ReadAsync(session, _current, command.Rest, cancellationToken);
                return true;
            default:
                await RefuseAsync(
                    ErrorCode.Unsupported, "SIGN, LIST, OPEN n, POST text, READ [n] or QUIT.", cancellationToken);
                return true;
        }
    }

    private async Task ListAsync(ISession session, CancellationToken cancellationToken)
    {
        Reply reply = await session.SendAsync(
            TextLineTranslation.List(options.ConversationsMax), cancellationToken);
        if (reply.BodyCase == Reply.BodyOneofCase.ListInbox)
        {
            _list = [.. reply.ListInbox.Entries];
            await LearnNamesAsync(session, _list.Select(entry => entry.Peer), cancellationToken);
            await WriteAsync(
                _list.Select((entry, index) => TextLineTranslation.Entry(index + 1, TitleOf(entry), entry)),
                cancellationToken);
        }

        await AnswerAsync(reply, _ => "", cancellationToken);
    }

    private async Task OpenAsync(ISession session, string number, CancellationToken cancellationToken)
    {
        if (!TryParse(number, out int at) || at < 1 || at > _list.Length)
        {
            await RefuseAsync(ErrorCode.InvalidArgument, "OPEN takes a number that LIST shows.", cancellationToken);
            return;
        }

        InboxEntry entry = _list[at - 1];
        if (_current is not null && _current.Conversation != entry.Conversation)
        {
            await session.SendAsync(TextLineTranslation.Close(_current), cancellationToken);
        }

        Reply reply = await session.SendAsync(TextLineTranslation.Open(entry), cancellationToken);
        _current = reply.BodyCase == Reply.BodyOneofCase.OpenStream ? entry : null;
        await AnswerAsync(reply, _ => TitleOf(entry), cancellationToken);
    }

    private async Task ReadAsync(
        ISession session, InboxEntry entry, string number, CancellationToken cancellationToken)
    {
        int facts = options.FactsRead;
        if (number.Length > 0 && (!TryParse(number, out facts) || facts < 1 || facts > options.FactsReadMax))
        {
            string message = string.Create(
                CultureInfo.InvariantCulture, $"READ takes a number from 1 to {options.FactsReadMax}.");
            await RefuseAsync(ErrorCode.InvalidArgument, message, cancellationToken);
            return;
        }

        Reply reply = await session.SendAsync(TextLineTranslation.Read(entry, facts), cancellationToken);
        if (reply.BodyCase == Reply.BodyOneofCase.ReadHistory)
        {
            Fact[] read = [.. reply.ReadHistory.Facts.Reverse()];
            await LearnNamesAsync(session, read.Select(fact => fact.Author), cancellationToken);
            await WriteAsync(
                read.Select(fact => $"* {TextLineTranslation.FactLine(fact, NameOf(fact.Author))}"),
                cancellationToken);
        }

        await AnswerAsync(reply, _ => "", cancellationToken);
    }

    /// <summary>Shows what is pushed until the session ends, and then ends the reading of lines too.</summary>
    private async Task ShowAsync(ISession session, CancellationTokenSource ending)
    {
        try
        {
            while (await session.Pushes.WaitToReadAsync(ending.Token))
            {
                while (session.Pushes.TryRead(out SharedPush? shared))
                {
                    await ShowAsync(session, shared.ToMessage(), ending.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The connection ends, or its reader reads nothing.
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    private async Task ShowAsync(ISession session, Push push, CancellationToken cancellationToken)
    {
        if (push.KindCase == Push.KindOneofCase.Fact)
        {
            await LearnNamesAsync(session, [push.Fact.Author], cancellationToken);
            string line = TextLineTranslation.FactLine(push.Fact, NameOf(push.Fact.Author));
            await WriteAsync([$"< {line}"], cancellationToken);
        }
        else if (push.StreamEnded is { Reason: not StreamEndReason.Closed })
        {
            await WriteAsync([$"< {TextLineTranslation.Ended(push.StreamEnded)}"], cancellationToken);
        }
    }

    private async Task LearnNamesAsync(
        ISession session, IEnumerable<ByteString> people, CancellationToken cancellationToken)
    {
        var request = new GetPeopleRequest();
        lock (_names)
        {
            request.Ids.AddRange(people.Distinct().Where(person => !person.IsEmpty && !_names.ContainsKey(person)));
        }

        if (request.Ids.Count == 0)
        {
            return;
        }

        Reply reply = await session.SendAsync(new Command { GetPeople = request }, cancellationToken);
        lock (_names)
        {
            if (_names.Count > NamesMax)
            {
                _names.Clear();
            }

            foreach (Person person in reply.GetPeople?.People ?? [])
            {
                _names[person.Id] = person.Name;
            }
        }
    }

    private string NameOf(ByteString person)
    {
        lock (_names)
        {
            return _names.GetValueOrDefault(person) ?? "somebody";
        }
    }

    private string TitleOf(InboxEntry entry) => entry.Title.Length > 0 ? entry.Title : NameOf(entry.Peer);

    private static bool TryParse(string number, out int value) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private Task AnswerAsync(Reply reply, Func<Reply, string> ok, CancellationToken cancellationToken) => WriteAsync(
        [
            reply.BodyCase == Reply.BodyOneofCase.Error
                ? TextLineTranslation.Refusal(reply.Error)
                : TextLineTranslation.Ok(ok(reply)),
        ],
        cancellationToken);

    private Task RefuseAsync(ErrorCode code, string message, CancellationToken cancellationToken) =>
        WriteAsync([TextLineTranslation.Refusal(code, message)], cancellationToken);

    private Task WriteAsync(IEnumerable<string> lines, CancellationToken cancellationToken) =>
        _output.WriteAsync(lines, cancellationToken);

    /// <summary>The next line, or null when there is none: the end, or bytes that end the connection.</summary>
    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        PipeReader input = connection.Transport.Input;
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellationToken);
            if (TryCut(read.Buffer, out ReadOnlySequence<byte> bytes))
            {
                bool isText = TextLineTranslation.TryRead(bytes.ToArray(), out string? line);
                input.AdvanceTo(read.Buffer.GetPosition(1, bytes.End));
                if (!isText)
                {
                    await RefuseAsync(ErrorCode.Malformed, "A line is UTF-8.", cancellationToken);
                }

                return line;
            }

            bool isTooLong = read.Buffer.Length >= options.LineBytesMax;
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (isTooLong)
            {
                string message = string.Create(
                    CultureInfo.InvariantCulture, $"A line is at most {options.LineBytesMax} bytes.");
                await RefuseAsync(ErrorCode.TooLarge, message, cancellationToken);
                return null;
            }

            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private bool TryCut(ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        SequencePosition? end = buffer.Slice(0, Math.Min(buffer.Length, options.LineBytesMax)).PositionOf((byte)'\n');
        line = end is null ? default : buffer.Slice(0, end.Value);
        return end is not null;
    }
}
