using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spico.Gateway.Agendas;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Protocols.Calendars;

/// <summary>
/// Gives agendas to calendar software. The link is the secret, for such software has no other: it is looked up nowhere
/// but in the agenda that it names, and stands in no answer and no log.
/// </summary>
internal sealed class FeedEndpoint(IAgendaFeeds feeds)
{
    /// <summary>Gives a feed, or says that it is as it was.</summary>
    public async Task GetAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        FeedPage page = await feeds.ReadAsync(context.Request.RouteValues["feed"] as string);
        if (page.Refusal is { } refusal)
        {
            Refuse(response, refusal);
            return;
        }

        string tag = $"\"{page.Tag}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "private, no-cache";
        string known = context.Request.Headers.IfNoneMatch.ToString();
        if (known == "*" || known.Contains(tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "text/calendar; charset=utf-8";
        response.ContentLength = page.Body.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.BodyWriter.WriteAsync(page.Body, context.RequestAborted);
        }
    }

    private static void Refuse(HttpResponse response, Error refusal)
    {
        response.Headers.CacheControl = "no-store";
        if (refusal.Retryable)
        {
            uint seconds = Math.Max(1, refusal.RetryAfterMs / 1000);
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        response.StatusCode = refusal.Code switch
        {
            ErrorCode.RateLimited => StatusCodes.Status429TooManyRequests,
            _ when refusal.Retryable => StatusCodes.Status503ServiceUnavailable,
            ErrorCode.Internal => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status404NotFound,
        };
    }
}
