using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Messages;

/// <summary>What people do with messages in a cluster.</summary>
internal static class MessageDeeds
{
    public static Task<Reply> EditAsync(
        this Cluster clinic, PersonId person, StreamId conversation, ulong message, string text) =>
        clinic.Messages(conversation).Edit(Cluster.As(person), new EditMessageRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = conversation.ToByteString(),
            Message = message,
            Text = text,
        }).AsTask();

    public static Task<Reply> RetractAsync(
        this Cluster clinic, PersonId person, StreamId conversation, ulong message) =>
        clinic.Messages(conversation).Retract(Cluster.As(person), new RetractMessageRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = conversation.ToByteString(),
            Message = message,
        }).AsTask();

    public static Task<Reply> ReactAsync(
        this Cluster clinic, PersonId person, StreamId conversation, ulong message, Reaction reaction) =>
        clinic.Messages(conversation).React(Cluster.As(person), new ReactToMessageRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = conversation.ToByteString(),
            Message = message,
            Reaction = reaction,
        }).AsTask();

    public static async Task<Reply> QuoteAsync(
        this Cluster clinic, PersonId person, StreamId conversation, ulong message)
    {
        PostMessageRequest answer = Cluster.Message(conversation, "answer");
        answer.Quote = message;
        return await clinic.Conversation(conversation).Post(Cluster.As(person), answer);
    }

    public static async Task<Reply> ReadMessagesAsync(
        this Cluster clinic, PersonId person, StreamId conversation, ReadMessagesRequest request)
    {
        request.Conversation = conversation.ToByteString();
        return await clinic.Messages(conversation).ReadMessages(Cluster.As(person), request);
    }

    public static async Task<List<MessageView>> MessagesAsync(
        this Cluster clinic, PersonId person, StreamId conversation)
    {
        var request = new ReadMessagesRequest { After = 0, Limit = MessageLimits.PageMessages };
        Reply reply = await clinic.ReadMessagesAsync(person, conversation, request);
        Assert.Null(reply.Error);
        Assert.True(reply.ReadMessages.End);
        return [.. reply.ReadMessages.Messages];
    }

    public static async Task<Reply> ReadVersionsAsync(
        this Cluster clinic, PersonId person, StreamId conversation, ulong message, ulong after = 0) =>
        await clinic.Messages(conversation).ReadVersions(Cluster.As(person), new ReadVersionsRequest
        {
            Conversation = conversation.ToByteString(),
            Message = message,
            After = after,
        });

    /// <summary>The texts of all versions, page by page.</summary>
    public static async Task<List<string>> VersionsAsync(
        this Cluster clinic, PersonId person, StreamId conversation, ulong message)
    {
        List<string> texts = [];
        ulong after = 0;
        while (true)
        {
            Reply reply = await clinic.ReadVersionsAsync(person, conversation, message, after);
            Assert.Null(reply.Error);
            texts.AddRange(reply.ReadVersions.Versions.Select(
                fact => fact.MessagePosted?.Text ?? fact.MessageEdited.Text));
            if (reply.ReadVersions.End)
            {
                return texts;
            }

            after = reply.ReadVersions.Versions[^1].Seq;
        }
    }

    private static IMessageGrain Messages(this Cluster clinic, StreamId conversation) =>
        clinic.Grains.GetGrain<IMessageGrain>(StreamKey.Of(conversation));
}
