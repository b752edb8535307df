using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spico.Silo.Files.Inspection;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Settings;

namespace Spico.Silo.Files;

/// <summary>Registers what deals with files.</summary>
internal static class FilesRegistration
{
    /// <summary>Adds files: their records, their bytes, and those who look at them and clear up.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services, SiloOptions options)
    {
        services.AddOptions<FilesOptions>().BindConfiguration("Spico:Files")
            .PostConfigure(files =>
            {
                if (files.Folder.Length == 0)
                {
                    files.Folder = StoreFiles.FilesOf(options);
                }
            })
            .ValidateRanges("Spico:Files");
        services.AddSingleton<IFileRecords>(_ => options.UsesPostgreSql
            ? new PostgresFileRecords(options.ConnectionString)
            : new SqliteFileRecords(StoreFiles.GrainsOf(options)));
        services.AddSingleton<IFileStore>(provider =>
            new FolderFileStore(Path.GetFullPath(provider.GetRequiredService<IOptions<FilesOptions>>().Value.Folder)));
        services.AddSingleton<IScanner>(provider =>
            provider.GetRequiredService<IOptions<FilesOptions>>().Value.Scanner.Length > 0
                ? ActivatorUtilities.CreateInstance<ClamdScanner>(provider)
                : new NoScanner());
        services.AddSingleton<UploadedBytes>();
        services.AddSingleton<FileInspection>();
        services.AddSingleton<FileTickets>();
        services.AddSingleton<FileServices>();
        return services.AddHostedService<FileSweep>();
    }
}
