using System.Buffers.Text;
using System.Text;
using Grpc.Core;
using Spico.Protocol;
using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

public sealed class NodeTokensTests(DemoNode demo) : IClassFixture<DemoNode>
{
    [Fact]
    public async Task A_token_of_the_nodes_key_is_accepted_for_a_person_without_an_account()
    {
        using var client = new NodeClient(demo.Node.Doors);

        Assert.Empty((await client.ListInbox(demo.Node.Tokens.For(PersonId.New(), "Sans Compte"))).Entries);
    }

    [Fact]
    public async Task Expired_foreign_unsigned_and_changed_tokens_are_refused()
    {
        using var client = new NodeClient(demo.Node.Doors);
        string good = demo.Node.Tokens.For(PersonId.New(), "Exemple");
        string[] parts = good.Split('.');
        string unsigned = Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"alg":"none","typ":"at+jwt"}"""));
        string[] bad =
        [
            demo.Node.Tokens.For(PersonId.New(), "Exemple", TimeSpan.FromMinutes(-1)),
            TestTokens.OfAStranger().For(PersonId.New(), "Exemple"),
            $"{unsigned}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}",
            "not a token",
        ];

        foreach (string token in bad)
        {
            Assert.Equal(StatusCode.Unauthenticated, await NodeClient.RefusalOf(client.ListInbox(token)));
        }

        await client.ListInbox(good);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_login_are_refused_alike()
    {
        using var client = new NodeClient(demo.Node.Doors);

        RpcException wrong = await Assert.ThrowsAsync<RpcException>(() => client.SignIn("ines", "a wrong password"));
        RpcException unknown =
            await Assert.ThrowsAsync<RpcException>(() => client.SignIn("nobody", "a wrong password"));

        Assert.Equal(StatusCode.Unauthenticated, wrong.StatusCode);
        Assert.Equal(wrong.Status.Detail, unknown.Status.Detail);
    }

    [Fact]
    public async Task A_revoked_token_no_longer_holds_within_five_seconds_and_a_new_one_does()
    {
        using var client = new NodeClient(demo.Node.Doors);
        string token = (await client.SignIn("clara")).AccessToken;
        await client.ListInbox(token);

        await client.RevokeSessions(token);

        await Eventually.Becomes(
            "the revoked token is refused",
            async () =>
            {
                try
                {
                    await client.ListInbox(token);
                    return StatusCode.OK;
                }
                catch (RpcException refusal)
                {
                    return refusal.StatusCode;
                }
            },
            status => status == StatusCode.Unauthenticated,
            nameof(StatusCode.Unauthenticated),
            TimeSpan.FromSeconds(5));
        await client.ListInbox((await client.SignIn("clara")).AccessToken);
    }
}
