using Grpc.Core;
using Grpc.Net.Client;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

/// <summary>Calls a running node over gRPC, as the contract alone allows.</summary>
internal sealed class NodeClient(NodeDoors doors) : IDisposable
{
    public const string DemoPassword = "demo-spico-2026";

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(doors.Grpc!);

    public Task<SignInResponse> SignIn(string login, string password = DemoPassword) =>
        new AccountService.AccountServiceClient(_channel)
            .SignInAsync(new SignInRequest { Login = login, Password = password }).ResponseAsync;

    public Task<ListInboxResponse> ListInbox(string token) =>
        new InboxService.InboxServiceClient(_channel).ListInboxAsync(new ListInboxRequest(), As(token)).ResponseAsync;

    public Task<RevokeSessionsResponse> RevokeSessions(string token) =>
        new AccountService.AccountServiceClient(_channel)
            .RevokeSessionsAsync(new RevokeSessionsRequest(), As(token)).ResponseAsync;

    public Task<RegisterPeopleResponse> Register(string token, NewPerson person) =>
        new PeopleService.PeopleServiceClient(_channel)
            .RegisterPeopleAsync(new RegisterPeopleRequest { People = { person } }, As(token)).ResponseAsync;

    public Task<FindPeopleResponse> Find(string token, string query) =>
        new PeopleService.PeopleServiceClient(_channel)
            .FindPeopleAsync(new FindPeopleRequest { Query = query }, As(token)).ResponseAsync;

    /// <summary>The status a call is refused with; fails when it is accepted.</summary>
    public static async Task<StatusCode> RefusalOf(Task call) =>
        (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode;

    public void Dispose() => _channel.Dispose();

    private static Metadata As(string token) => new() { { "authorization", $"Bearer {token}" } };
}
