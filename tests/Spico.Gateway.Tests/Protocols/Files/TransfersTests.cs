using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Spico.Gateway.Protocols.Files;

namespace Spico.Gateway.Tests.Protocols.Files;

public sealed class TransfersTests
{
    [Fact]
    public async Task One_transfer_more_than_the_limit_is_told_to_come_back()
    {
        var transfers = new Transfers(Options.Create(new FileDoorOptions { TransfersMax = 2 }));
        var end = new TaskCompletionSource();
        Task[] running = [.. Enumerable.Range(0, 2).Select(_ => transfers.RunAsync(Context(), () => end.Task))];

        HttpContext third = Context();
        bool hasRun = false;
        await transfers.RunAsync(third, Run);
        Assert.Equal((503, "1"), (third.Response.StatusCode, third.Response.Headers.RetryAfter.ToString()));
        Assert.False(hasRun);

        end.SetResult();
        await Task.WhenAll(running);
        await transfers.RunAsync(Context(), Run);
        Assert.True(hasRun);

        Task Run()
        {
            hasRun = true;
            return Task.CompletedTask;
        }
    }

    private static DefaultHttpContext Context() => new() { Response = { Body = new MemoryStream() } };
}
