using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Spico.Gateway.Protocols.Grpc;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Tests.Protocols.Grpc;

public sealed class GrpcServerTests
{
    [Fact]
    public async Task Health_is_served()
    {
        await using GrpcDoor door = await GrpcDoor.OpenAsync();

        HealthCheckResponse health =
            await new Health.HealthClient(door.Channel).CheckAsync(new HealthCheckRequest());

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Fact]
    public async Task Reflection_tells_every_service_in_development_and_is_off_elsewhere()
    {
        await using GrpcDoor development = await GrpcDoor.OpenAsync("Development");
        string[] services = await ServicesAsync(development);
        foreach (string expected in GrpcMethod.Services.Select(service => service.FullName))
        {
            Assert.Contains(expected, services);
        }

        await using GrpcDoor production = await GrpcDoor.OpenAsync("Production");
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => ServicesAsync(production));
        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
    }

    [Fact]
    public void The_contract_has_these_services_and_each_method_but_two_is_a_command()
    {
        Assert.Equal(
            [
                "AccountService",
                "AdministrationService",
                "AgendaService",
                "AlertService",
                "CareCircleService",
                "CareRequestService",
                "CareTaskService",
                "ConversationService",
                "DashboardService",
                "DelegationService",
                "DirectoryService",
                "DossierDocumentService",
                "DossierService",
                "FileService",
                "FollowUpService",
                "FormService",
                "HospitalStayService",
                "InboxService",
                "LiaisonService",
                "MemoService",
                "MessageService",
                "ObjectionService",
                "OwnDataService",
                "PatientService",
                "PeopleService",
                "PlanService",
                "PracticeService",
                "PresenceService",
                "ProvenanceService",
                "ReceiptService",
                "RetentionService",
                "SearchService",
                "StreamService",
                "SupportService",
                "SynthesisService",
                "TraceService",
                "UrgencyService",
            ],
            GrpcMethod.Services.Select(service => service.Name).Order());
        Assert.Equal(
            ["SignIn", "Watch"],
            GrpcMethod.Services.SelectMany(service => service.Methods)
                .Where(method => GrpcMethod.Bind(method) is null).Select(method => method.Name).Order());
    }

    [Fact]
    public void Every_code_has_a_status_of_its_kind()
    {
        foreach (ErrorCode code in Enum.GetValues<ErrorCode>().Where(code => code != ErrorCode.Unspecified))
        {
            Assert.NotEqual(StatusCode.Unknown, GrpcStatuses.StatusOf(code));
        }

        foreach (CloseCode code in Enum.GetValues<CloseCode>().Where(code => code != CloseCode.Unspecified))
        {
            Assert.NotEqual(StatusCode.Unknown, GrpcStatuses.StatusOf(code));
        }

        // What exists and what may not be known of answer alike.
        Assert.DoesNotContain(
            StatusCode.PermissionDenied, Enum.GetValues<ErrorCode>().Select(GrpcStatuses.StatusOf));
    }

    private static async Task<string[]> ServicesAsync(GrpcDoor door)
    {
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(door.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return [.. call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name)];
    }
}
