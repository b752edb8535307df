using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>Practice situations, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientPractices
{
    /// <summary>The practice situations of the caller, or of somebody else.</summary>
    public static async Task<IReadOnlyList<PracticeSituation>> ListPracticesAsync(
        this SpicoClient client, PersonId? person = null, CancellationToken cancellationToken = default)
    {
        var request = new ListPracticesRequest();
        if (person is { } other)
        {
            request.Person = other.ToByteString();
        }

        Reply reply = await client.AskAsync(new Command { ListPractices = request }, cancellationToken);
        return reply.ListPractices.Practices;
    }

    /// <summary>Acts in another practice situation in a conversation from now on; null: in none of them.</summary>
    public static async Task<SetPracticeResponse> SetPracticeAsync(
        this SpicoClient client,
        StreamId conversation,
        PracticeId? practice,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new SetPracticeRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
        };
        if (practice is { } chosen)
        {
            request.Practice = chosen.ToByteString();
        }

        Reply reply = await client.AskAsync(new Command { SetPractice = request }, cancellationToken);
        return reply.SetPractice;
    }
}
