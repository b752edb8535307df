using System.Globalization;
using Microsoft.AspNetCore.SignalR;

namespace Spico.Peers.Host.SignalR;

/// <summary>What clients call. A post is acked when it is stored and handed to everybody's connection.</summary>
internal sealed class ChatHub(IMessageStore store, ConversationOrder order, TimeProvider time) : Hub
{
    private const string Member = "member";

    public override Task OnConnectedAsync()
    {
        string member = Context.GetHttpContext()?.Request.Query[Member].ToString() ?? "";
        Context.Items[Member] = int.Parse(member, CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    public Task Join(int conversation) => Groups.AddToGroupAsync(Context.ConnectionId, Group(conversation));

    public async Task<long> Post(int conversation, string text)
    {
        int author = (int)Context.Items[Member]!;
        DateTimeOffset at = time.GetUtcNow();
        // Without it two posts could reach two members in different orders, and neither in that of the table.
        using IDisposable turn = await order.EnterAsync(conversation);
        long seq = await store.InsertAsync(conversation, author, text, at);
        await Clients.Group(Group(conversation)).SendAsync(
            "message", conversation, seq, author, text, at.ToUnixTimeMilliseconds());
        return seq;
    }

    private static string Group(int conversation) => conversation.ToString(CultureInfo.InvariantCulture);
}
