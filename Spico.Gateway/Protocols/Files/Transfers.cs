using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Spico.Gateway.Protocols.Files;

/// <summary>How many transfers there may be at once.</summary>
internal sealed class Transfers(IOptions<FileDoorOptions> options)
{
    private int _running;

    /// <summary>Carries a transfer out, or tells it to come back.</summary>
    public async Task RunAsync(HttpContext context, Func<Task> transfer)
    {
        if (Interlocked.Increment(ref _running) > options.Value.TransfersMax)
        {
            Interlocked.Decrement(ref _running);
            context.Response.Headers.RetryAfter = "1";
            await context.Response.RefuseAsync(
                StatusCodes.Status503ServiceUnavailable, "overloaded", "Too many transfers at once.");
            return;
        }

        try
        {
            await transfer();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
