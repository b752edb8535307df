namespace Spico.Silo.Host;

/// <summary>What a program of somebody else adds to a process with a gateway.</summary>
internal sealed record ServerExtension(Action<WebApplicationBuilder>? Add, Action<WebApplication>? Map);
