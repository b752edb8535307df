using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class DelegationTests
{
    [Theory, EveryWay]
    public async Task A_replacement_acts_for_a_professional_until_it_is_revoked(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        Colleague carol = await clinic.Admit("carole");
        StreamId talk = await alice.StartsDirect(bob);
        await Assert.ThrowsAnyAsync<Exception>(() => ActingAsync(clinic, way, store, carol, alice));
        DateTimeOffset until = DateTimeOffset.UtcNow.AddMinutes(10);
        GrantDelegationResponse given = await alice.Client.GrantDelegationAsync(
            carol.Person, DelegationKind.Replacement, until, withheld: [DataClass.Medical]);
        Assert.Equal(
            (given.Position.Seq, alice.Person.ToByteString()),
            (await carol.Client.ListDelegationsAsync()).Received
                .Select(one => (one.Delegation_, one.GivenBy)).Single());

        await using SpicoClient acting = await ActingAsync(clinic, way, store, carol, alice);
        Assert.Equal(alice.Person.ToByteString(), acting.Welcome.Person);
        Assert.True(acting.Welcome.ExpiresAt <= until.ToUnixTimeMilliseconds());
        Assert.Contains((await acting.ListInboxAsync()).Entries, entry => entry.Conversation == talk.ToByteString());
        PostMessageResponse posted = await acting.PostAsync(talk, "pour Alice");
        Fact read = (await bob.ReadsPage(talk, limit: 1)).Facts[0];
        Assert.Equal(
            (posted.Position.Seq, alice.Person.ToByteString(), carol.Person.ToByteString()),
            (read.Seq, read.Author, read.ActedBy));
        ulong medical = (await bob.Client.PostAsync(new PostMessageRequest
        {
            Conversation = talk.ToByteString(),
            Text = "HbA1c à 9 %",
            DataClass = DataClass.Medical,
        })).Position.Seq;
        ReadHistoryResponse page = await acting.ReadHistoryAsync(talk);
        Assert.NotNull(Assert.Single(page.Facts, fact => fact.Seq == medical).Elided);
        await Refusal.Of(() => carol.Sends(talk, "pour moi"));
        await Refusal.Of(() => acting.GrantDelegationAsync(bob.Person, DelegationKind.Secretary, until));

        var ended = new TaskCompletionSource();
        acting.StateChanged += change =>
        {
            if (change.State == ClientState.Closed)
            {
                ended.TrySetResult();
            }
        };
        await alice.Client.RevokeDelegationAsync(given.Position.Seq);
        await Assert.ThrowsAsync<SpicoException>(() => acting.PostAsync(talk, "trop tard"));
        await ended.Task.WaitAsync(Eventually.Patience);
    }

    internal static async Task<SpicoClient> ActingAsync(
        Clinic clinic, Way way, Store store, Colleague who, Colleague professional)
    {
        NodeDoors doors = (await Node.SharedAsync(store)).Doors;
        return await SpicoClient.ConnectAsync(new SpicoClientOptions
        {
            Endpoint = way.Endpoint(doors),
            Door = way.Door(),
            Codec = way.Codec(),
            Credential = Credential.Token(clinic.TokenFor(who.Person, who.Name)),
            OnBehalfOf = professional.Person,
            ConnectDeadline = Eventually.Patience,
        });
    }
}
