using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Messages;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>
/// Removes what nobody holds: uploads given up, files never shown, holds whose fact never came or whose stream was
/// erased, and bytes without a record; and has files looked at that waited for the scanner. Records go before bytes:
/// what a fall leaves between the two is found by the next sweep. Two silos that sweep the same do no harm.
/// </summary>
internal sealed partial class FileSweep(
    FileServices files,
    StreamStorage storage,
    IGrainFactory grains,
    IOptions<FilesOptions> options,
    TimeProvider time,
    ILogger<FileSweep> logger) : BackgroundService
{
    private const int PageMax = 500;

    private FileId _lastWaiting;
    private FileHold? _lastHold;
    private DateTimeOffset _orphansDue = DateTimeOffset.MinValue;

    /// <summary>One sweep.</summary>
    public async Task SweepAsync()
    {
        DateTimeOffset now = time.GetUtcNow();
        await EndClaimsAsync(now);
        await InspectWaitingAsync();
        await CheckHoldsAsync(now);
        if (now >= _orphansDue)
        {
            _orphansDue = now + options.Value.OrphanSweepPeriod;
            await RemoveOrphansAsync(now);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepPeriod, time);
        do
        {
            await SweepOrLogAsync();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepOrLogAsync()
    {
        try
        {
            await SweepAsync();
        }
        catch (Exception failure)
        {
            Log.NotSwept(logger, failure);
        }
    }

    private async Task EndClaimsAsync(DateTimeOffset now)
    {
        foreach (FileRow row in await files.Records.ListEndedAsync(now.ToUnixTimeMilliseconds(), PageMax))
        {
            bool isGone = row.State == FileState.Ready
                ? await files.Records.EndClaimAsync(row.Id)
                : await files.Records.RemoveUnreadyAsync(row.Id);
            await RemoveIfAsync(isGone, row.Id);
        }
    }

    private async Task InspectWaitingAsync()
    {
        // A scanner that hangs costs its time limit a file. Once that is spent the next sweep goes on after it: what
        // else is to be swept does not wait for the scanner.
        long began = time.GetTimestamp();
        List<FileId> waiting = await files.Records.ListWaitingAsync(_lastWaiting, PageMax);
        _lastWaiting = waiting.Count == PageMax ? waiting[^1] : default;
        foreach (FileId file in waiting)
        {
            try
            {
                await grains.GetGrain<IUploadGrain>(FileKey.Of(file)).Inspect();
            }
            catch (TimeoutException)
            {
                // It is being looked at.
            }

            if (time.GetElapsedTime(began) >= options.Value.ScanTimeout)
            {
                _lastWaiting = file;
                return;
            }
        }
    }

    private async Task CheckHoldsAsync(DateTimeOffset now)
    {
        // A page a sweep, over and over: what is erased is found within some sweeps, at a bounded cost.
        List<FileHold> holds = await files.Records.ListHoldsAsync(_lastHold, PageMax);
        _lastHold = holds.Count == PageMax ? holds[^1] : null;
        long left = (now - options.Value.OrphanAge).ToUnixTimeMilliseconds();
        foreach (FileHold hold in holds)
        {
            StreamRow? stream = await storage.Store.ReadStreamAsync(hold.Stream);
            bool isErased = stream is { WrappedKey.Length: 0 };
            if (isErased || (!hold.IsShown && hold.At <= left && !await IsShownAsync(hold, stream)))
            {
                await RemoveIfAsync(await files.Records.DropAsync(hold), hold.File);
            }
        }
    }

    private async Task<bool> IsShownAsync(FileHold hold, StreamRow? stream)
    {
        // A post that is repeated once its message was retracted takes its holds anew.
        if (await storage.Store.FindRequestAsync(hold.Stream, hold.Author, hold.Request) is not { } fact
            || await MessageRows.IsRetractedAsync(storage.Store, hold.Stream, fact.Seq)
            || (stream is not null && ShowsOther(hold, stream, fact)))
        {
            return false;
        }

        await files.Records.NoteShownAsync(hold);
        return true;
    }

    // Of a document whose bytes were there already: it shows the file that came first.
    private bool ShowsOther(FileHold hold, StreamRow stream, FactRow fact)
    {
        if (hold.Stream.Kind != StreamKind.Dossier)
        {
            return false;
        }

        try
        {
            using StreamCipher cipher = StreamCipher.Unwrap(storage.MasterKey, hold.Stream, stream.WrappedKey);
            return Fact.Parser.ParseFrom(cipher.Open(fact)).DocumentChanged is { Document.File: { } shown }
                && shown.File != hold.File.ToByteString();
        }
        catch (SealBrokenException)
        {
            // What does not open takes nothing with it.
            return false;
        }
    }

    private async Task RemoveOrphansAsync(DateTimeOffset now)
    {
        List<(FileId File, FilePart Part)> parts =
            await files.Bytes.ListUntouchedSinceAsync(now - options.Value.OrphanAge);
        foreach (FileId[] page in parts.Select(part => part.File).Distinct().Chunk(PageMax))
        {
            foreach (FileId file in await files.Records.FindUnknownAsync(page))
            {
                await RemoveIfAsync(true, file);
            }
        }

        // A silo that fell between the record and the bytes left an upload beside what was made of it, or refused.
        foreach (IGrouping<FileId, FilePart> file in parts.GroupBy(part => part.File, part => part.Part)
            .Where(file => file.Contains(FilePart.Upload)))
        {
            FileRow? row = await files.Records.FindAsync(file.Key);
            if (row is { State: FileState.Ready, Content: not FilePart.Upload })
            {
                await files.Bytes.DeleteUploadAsync(file.Key);
            }
            else if (row is { State: FileState.Refused })
            {
                await files.Bytes.DeleteAsync(file.Key);
            }
        }
    }

    private async Task RemoveIfAsync(bool isGone, FileId file)
    {
        if (isGone)
        {
            await files.Bytes.DeleteAsync(file);
            Log.Removed(logger, file);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "File {File} is held by nobody and was removed")]
        public static partial void Removed(ILogger logger, FileId file);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Files were not swept; they will be")]
        public static partial void NotSwept(ILogger logger, Exception failure);
    }
}
