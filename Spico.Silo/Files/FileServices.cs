using Microsoft.Extensions.Options;
using Spico.Silo.Files.Inspection;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>What those who deal with files need.</summary>
internal sealed class FileServices(
    IFileRecords records,
    UploadedBytes bytes,
    FileInspection inspection,
    FileTickets tickets,
    MasterKey masterKey,
    IOptions<FilesOptions> options)
{
    public IFileRecords Records { get; } = records;

    public UploadedBytes Bytes { get; } = bytes;

    public FileInspection Inspection { get; } = inspection;

    public FileTickets Tickets { get; } = tickets;

    public MasterKey MasterKey { get; } = masterKey;

    public FilesOptions Options { get; } = options.Value;
}
