using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Spico.Silo.Agendas;

namespace Spico.Gateway.Protocols.Calendars;

/// <summary>Plugs agendas for calendar software in: iCalendar over HTTP.</summary>
public static class CalendarDoorExtensions
{
    /// <summary>Adds what the door needs. Wants the gateway in the same services.</summary>
    public static IServiceCollection AddCalendarDoor(this IServiceCollection services) =>
        services.AddSingleton<FeedEndpoint>();

    /// <summary>Serves feeds below <see cref="FeedPath.Root"/> of an HTTP/1.1 listener.</summary>
    public static void MapCalendarDoor(this IEndpointRouteBuilder endpoints) => endpoints.MapMethods(
        FeedPath.Root + "/{feed}",
        [HttpMethods.Get, HttpMethods.Head],
        endpoints.ServiceProvider.GetRequiredService<FeedEndpoint>().GetAsync);
}
