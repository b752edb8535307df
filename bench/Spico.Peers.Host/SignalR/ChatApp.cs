namespace Spico.Peers.Host.SignalR;

/// <summary>Chat as a .NET team would begin it: a hub, groups, one table.</summary>
internal static class ChatApp
{
    public static WebApplication Create(IMessageStore store)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSignalR();
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<ConversationOrder>();
        builder.Services.AddSingleton(TimeProvider.System);
        WebApplication app = builder.Build();
        app.MapHub<ChatHub>("/chat");
        return app;
    }
}
