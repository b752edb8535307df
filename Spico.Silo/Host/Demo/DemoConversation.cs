namespace Spico.Silo.Host.Demo;

/// <summary>An invented conversation. The first member opens it; without a title it is a direct one of two.</summary>
internal sealed record DemoConversation(int Number, string Title, string[] Members, DemoLine[] Lines);
