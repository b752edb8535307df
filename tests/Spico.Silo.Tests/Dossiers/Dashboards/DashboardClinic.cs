using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Dashboards;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Accounts;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Dossiers.Dashboards;

/// <summary>
/// A cluster with dossiers and a clock that can be put forward; what falls due is found within moments.
/// </summary>
public sealed class DashboardClinic : Cluster
{
    internal PutForwardClock Clock { get; } = new();

    internal long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private protected override void Configure(StreamOptions options) =>
        options.ConsequenceSweepPeriod = TimeSpan.FromMilliseconds(50);

    private protected override void Configure(IServiceCollection services) =>
        services.AddSingleton<TimeProvider>(Clock);

    internal async Task<Reply> AskAsync(Caller caller, ReadDashboardRequest? request = null) =>
        await Grains.GetGrain<IDashboardGrain>(0).Read(caller, request ?? new ReadDashboardRequest());

    internal async Task<ReadDashboardResponse> ReadAsync(PersonId person, ReadDashboardRequest? request = null)
    {
        Reply reply = await AskAsync(As(person), request);
        Assert.Null(reply.Error);
        return reply.ReadDashboard;
    }

    internal static ChangeTaskRequest Task(StreamId dossier, string title, long dueAt, PersonId? assignee = null)
    {
        var task = new NewCareTask { Title = title, DueAt = dueAt };
        if (assignee is { } person)
        {
            task.Person = person.ToByteString();
        }

        return new ChangeTaskRequest { RequestId = Id(), Dossier = dossier.ToByteString(), Create = task };
    }

    internal static ChangeStayRequest Stay(StreamId dossier, StayState state = StayState.Admitted) => new()
    {
        RequestId = Id(),
        Dossier = dossier.ToByteString(),
        Record = new NewStay { State = state, Hospital = "CH de l'Exemple", Reason = "chute" },
    };

    internal static ChangeAlertRequest Say(StreamId dossier, Alert alert, long snoozeUntil = 0)
    {
        var request = new ChangeAlertRequest
        {
            RequestId = Id(),
            Dossier = dossier.ToByteString(),
            Alert = alert.Alert_,
        };
        if (snoozeUntil == 0)
        {
            request.Acknowledge = true;
        }
        else
        {
            request.SnoozeUntil = snoozeUntil;
        }

        return request;
    }

    internal static ByteString Id() => RequestId.New().ToByteString();
}
