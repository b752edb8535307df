using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Support;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Support;

/// <summary>A silo whose support is asked three times a day at most.</summary>
public sealed class SupportDesk : Cluster
{
    internal IRetentionGrain Register => Grains.GetGrain<IRetentionGrain>(StreamKey.Of(StreamId.Register));

    internal ISupportGrain Support(PersonId person) =>
        Grains.GetGrain<ISupportGrain>(StreamKey.Of(StreamId.SupportOf(person)));

    internal async Task<Reply> AskAsync(PersonId person, AskForSupportRequest request) =>
        await Support(person).CarryOut(As(person), new Command { AskForSupport = request });

    internal async Task<Reply> ChangeAsync(Caller caller, ChangeSupportRequestRequest request)
    {
        Assert.True(StreamId.TryFrom(request.Stream, out StreamId stream));
        return await Grains.GetGrain<ISupportGrain>(StreamKey.Of(stream))
            .CarryOut(caller, new Command { ChangeSupportRequest = request });
    }

    internal async Task<SupportRequest[]> ListAsync(Caller caller, ListSupportRequestsRequest request)
    {
        Reply reply = await Grains.GetGrain<ISupportDeskGrain>(0).List(caller, request);
        Assert.Null(reply.Error);
        return [.. reply.ListSupportRequests.Requests];
    }

    internal async Task<Reply> OrderAsync(Caller caller, Command command) =>
        await Register.CarryOut(caller, command);

    internal async Task<string[]> ContactsAsync(PersonId person, string department = "")
    {
        Reply reply = await OrderAsync(
            As(person),
            new Command { FindHelpContacts = new FindHelpContactsRequest { Department = department } });
        Assert.Null(reply.Error);
        return [.. reply.FindHelpContacts.Contacts.Select(contact => contact.Name)];
    }

    private protected override void Configure(IServiceCollection services) =>
        services.Configure<SupportOptions>(options => options.RequestsPerDay = 3);
}
