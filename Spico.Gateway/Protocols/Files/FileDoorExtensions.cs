using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Spico.Silo.Files;
using Spico.Silo.Settings;

namespace Spico.Gateway.Protocols.Files;

/// <summary>Plugs files over HTTP in: uploads as tus 1.0 has them, downloads with ranges.</summary>
public static class FileDoorExtensions
{
    /// <summary>Adds what the door needs. Wants the gateway in the same services.</summary>
    public static IServiceCollection AddFileDoor(
        this IServiceCollection services, Action<FileDoorOptions>? configure = null)
    {
        services.AddOptions<FileDoorOptions>().BindConfiguration("Spico:FileDoor")
            .Configure(options => configure?.Invoke(options))
            .ValidateRanges("Spico:FileDoor");
        services.AddSingleton<Transfers>();
        services.AddSingleton<UploadEndpoint>();
        services.AddSingleton<DownloadEndpoint>();
        return services;
    }

    /// <summary>Serves files below <see cref="FilePaths.Root"/> of an HTTP/1.1 listener.</summary>
    public static void MapFileDoor(this IEndpointRouteBuilder endpoints)
    {
        UploadEndpoint upload = endpoints.ServiceProvider.GetRequiredService<UploadEndpoint>();
        DownloadEndpoint download = endpoints.ServiceProvider.GetRequiredService<DownloadEndpoint>();
        const string File = FilePaths.Root + "/{file}";
        endpoints.MapMethods(FilePaths.Root, [HttpMethods.Options], upload.DescribeAsync);
        endpoints.MapMethods(File, [HttpMethods.Options], upload.DescribeAsync);
        endpoints.MapMethods(FilePaths.Root, [HttpMethods.Post], upload.CreateAsync);
        endpoints.MapMethods(File, [HttpMethods.Patch], upload.AppendAsync);
        endpoints.MapMethods(File, [HttpMethods.Delete], upload.CancelAsync);
        endpoints.MapMethods(File, [HttpMethods.Get], download.GetAsync);
        endpoints.MapMethods(File + FilePaths.Thumbnail, [HttpMethods.Get, HttpMethods.Head], download.GetAsync);

        // One path, two things to ask of it: the ticket says which.
        endpoints.MapMethods(File, [HttpMethods.Head], context =>
            TicketHeader.Find(context.Request) is { IsDownload: true }
                ? download.GetAsync(context)
                : upload.LookAsync(context));
    }
}
