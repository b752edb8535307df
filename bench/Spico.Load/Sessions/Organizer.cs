using Spico.Checker;
using Spico.Client;
using Spico.Load.Targets;
using Spico.Protocol;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode; // Orleans has one too.

namespace Spico.Load.Sessions;

/// <summary>
/// The administrator of a run, who only watches: registers people, makes conversations and reads the logs back at the
/// end.
/// </summary>
internal sealed class Organizer : IAsyncDisposable
{
    private const int PeopleAtOnce = 200;
    private const int MembersAtOnce = 500;

    private Organizer(SpicoClient client) => Client = client;

    public SpicoClient Client { get; }

    public static async Task<Organizer> ConnectAsync(LoadTarget target, CancellationToken cancellationToken)
    {
        LoadPerson organizer = LoadPerson.Named("organizer");
        SpicoClientOptions options = target.OptionsFor(organizer.Id, organizer.Name, isAdministrator: true);
        return new Organizer(await SpicoClient.ConnectAsync(options, cancellationToken));
    }

    public async Task RegisterAsync(IReadOnlyCollection<LoadPerson> people, CancellationToken cancellationToken)
    {
        foreach (LoadPerson[] some in people.Chunk(PeopleAtOnce))
        {
            await Client.RegisterPeopleAsync(some.Select(person => person.ToNewPerson()), cancellationToken);
        }
    }

    public async Task<LoadConversation> CreateAsync(
        string title,
        IReadOnlyList<LoadPerson> members,
        CancellationToken cancellationToken)
    {
        CreateConversationResponse created = await Client.CreateGroupAsync(
            title, members.Take(MembersAtOnce).Select(member => member.Id), cancellationToken: cancellationToken);
        StreamId.TryFrom(created.Conversation, out StreamId id);
        foreach (LoadPerson member in members.Skip(MembersAtOnce))
        {
            await Client.AddMemberAsync(id, member.Id, cancellationToken: cancellationToken);
        }

        return new LoadConversation(title, id, members);
    }

    /// <summary>Reads the log of each conversation into the history; returns how many messages each holds.</summary>
    public async Task<IReadOnlyList<long>> ReadLogsAsync(
        IReadOnlyList<LoadConversation> conversations,
        History history,
        CancellationToken cancellationToken)
    {
        List<long> messages = [];
        foreach (LoadConversation conversation in conversations)
        {
            List<LogEntry> log = [];
            ReadHistoryResponse page;
            do
            {
                page = await ReadPageAsync(conversation.Id, log.Count, cancellationToken);
                log.AddRange(page.Facts.Select(LogEntry.From));
            }
            while (!page.End && page.Facts.Count > 0);

            history.Final(conversation.Id, page.Head.Epoch, log);
            messages.Add(log.Count(entry => entry.Kind == LogEntryKind.Message));
        }

        return messages;
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private async Task<ReadHistoryResponse> ReadPageAsync(
        StreamId conversation,
        long after,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Client.WhenConnectedAsync(cancellationToken);
                return await Client.ReadHistoryAsync(
                    conversation, after: after, limit: 1000, cancellationToken: cancellationToken);
            }
            catch (SpicoException exception) when (exception.Code == ErrorCode.Unavailable)
            {
                // The server was restarted a moment ago.
                await Task.Delay(100, cancellationToken);
            }
        }
    }
}
