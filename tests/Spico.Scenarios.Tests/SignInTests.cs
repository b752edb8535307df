using Grpc.Core;
using Grpc.Net.Client;
using Spico.Protocol.V1;
using Spico.Scenarios.Tests.BadInput;
using Spico.Testing;

namespace Spico.Scenarios.Tests;

public sealed class SignInTests
{
    [Fact]
    public async Task Whoever_guesses_passwords_waits_at_every_door()
    {
        await using SpicoNode node = await Node.StartAsync(Store.Sqlite, new Dictionary<string, string>
        {
            ["Spico:Limits:FailedSignInBurst"] = "2",
            ["Spico:Limits:FailedSignInsPerMinute"] = "1",
        });
        Assert.Equal(CloseCode.Unauthenticated, (await GuessOverTcpAsync(node, "first")).Code);
        Assert.Equal(StatusCode.Unauthenticated, (await GuessOverGrpcAsync(node, "second")).StatusCode);

        // Of another login, at another door: it is the address that waits.
        Goodbye refused = await GuessOverTcpAsync(node, "third");
        Assert.Equal(CloseCode.RateLimited, refused.Code);
        Assert.InRange(refused.RetryAfterMs, 1u, 60_000u);
        RpcException call = await GuessOverGrpcAsync(node, "fourth");
        Assert.Equal(StatusCode.ResourceExhausted, call.StatusCode);
        Assert.Contains(call.Trailers, trailer => trailer.Key == "grpc-status-details-bin");
    }

    private static async Task<Goodbye> GuessOverTcpAsync(SpicoNode node, string login)
    {
        using RawTcp raw = await RawTcp.ConnectAsync(node);
        await raw.SendAsync("spico.v1.proto\n"u8.ToArray());
        await raw.SendAsync(new Frame { Hello = new Hello { SignIn = Guess(login) } });
        return await raw.ReadGoodbyeAsync();
    }

    private static async Task<RpcException> GuessOverGrpcAsync(SpicoNode node, string login)
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(node.Doors.Grpc!);
        return await Assert.ThrowsAsync<RpcException>(
            () => new AccountService.AccountServiceClient(channel).SignInAsync(Guess(login)).ResponseAsync);
    }

    private static SignInRequest Guess(string login) => new() { Login = login, Password = "123456789012" };
}
