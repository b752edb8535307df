using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Files;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Messages;
using Spico.Silo.Streams;
using Spico.Silo.Syntheses.Gathering;

namespace Spico.Silo.Syntheses;

/// <summary>What a conversation's grain says of the syntheses made of it.</summary>
internal sealed class StreamSyntheses(
    StreamId stream,
    StreamPipeline<ConversationState> pipeline,
    MessageReader reader,
    ILogStore store,
    FileServices files,
    SynthesisOptions options)
{
    public SynthesisOptions Options { get; } = options;

    /// <summary>The asker, as those who make their synthesis call in their name.</summary>
    public static Caller As(PersonId asker) => new(asker, default, string.Empty, IsAdministrator: false);

    /// <summary>A reading as it was when a synthesis was asked for.</summary>
    public static StreamReading Then(StreamReading reading, long synthesis) =>
        reading with { Head = reading.Head with { Seq = Math.Min(reading.Head.Seq, synthesis - 1) } };

    /// <summary>What is asked for, and of what conversation.</summary>
    public async ValueTask<SynthesisBrief> BriefAsync(PersonId asker, long synthesis)
    {
        try
        {
            (Error? refusal, ConversationView? view) = await pipeline.AskAsync(asker, static (fold, asker) =>
                fold.MembershipOf(asker) is null ? null : new ConversationView
                {
                    Kind = fold.Kind,
                    Title = fold.Title,
                    Patient = fold.Patient,
                    Messages = (ulong)fold.Head.Ordinal,
                    Members = { fold.ListMembers() },
                });
            if (refusal is not null)
            {
                return new SynthesisBrief { Refusal = refusal };
            }

            // Somebody who was removed meanwhile learns that by the refusal; that nothing was asked, from the row.
            SynthesisRow? row = await SynthesisRows.FindAsync(store, stream, synthesis);
            Fact? asked = view is null ? null : await FindFactAsync(asker, synthesis);
            return new SynthesisBrief
            {
                Refusal = asked?.SynthesisAsked is null ? Refusal.NotAccessible() : null,
                IsOver = row is null or { State: SynthesisRows.Turned } || row.Person != asker,
                Asked = asked,
                Conversation = view,
            };
        }
        catch (StoreException failure)
        {
            return new SynthesisBrief { Refusal = Refusal.Of(failure.Failure) };
        }
    }

    /// <summary>A page of what happened beside the messages.</summary>
    public async Task<ReadHistoryResponse> ReadEventsAsync(StreamReading reading, long after)
    {
        List<Fact> facts = await new EventReader(stream, store).ReadAsync(reading, after);
        return new ReadHistoryResponse
        {
            Facts = { facts },
            Head = reading.Head.ToMessage(),
            End = facts.Count < EventReader.PageFacts,
        };
    }

    /// <summary>How far a synthesis of the caller's is.</summary>
    public async ValueTask<Reply> GetAsync(Caller caller, long synthesis, IGrainFactory grains)
    {
        try
        {
            if (await SynthesisRows.FindAsync(store, stream, synthesis) is not { } row || row.Person != caller.Person)
            {
                return new Reply { Error = Refusal.NotAccessible("synthesis") };
            }

            var file = FileId.AskedForBy(stream, synthesis);
            var view = new Synthesis
            {
                Conversation = stream.ToByteString(),
                Synthesis_ = (ulong)synthesis,
                State = row.State == SynthesisRows.Turned ? SynthesisState.Refused : SynthesisState.Working,
                Refusal = row.Refusal,
            };
            var response = new GetSynthesisResponse { Synthesis = view };
            if (row.State == SynthesisRows.Open)
            {
                Synthesis now = await grains.GetGrain<ISynthesisGrain>(SynthesisKey.Of(stream, synthesis)).Look();
                view.Done = now.Done;
                view.Total = now.Total;
            }
            else if (row.State == SynthesisRows.Done)
            {
                await ShowAsync(response, caller, file);
            }

            return new Reply { GetSynthesis = response };
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    /// <summary>Whether a document is one that was made here, told to somebody who may read so much.</summary>
    public async Task<Reply> VerifyAsync(PersonId person, StreamReading reading, VerifySynthesisRequest request)
    {
        SynthesisRow? row = await SynthesisRows.FindAsync(store, stream, request.Document.ToByteArray());
        if (row is null || row.Seq <= reading.Access.VisibleAfter || row.Seq > reading.Head.Seq)
        {
            return new Reply { VerifySynthesis = new VerifySynthesisResponse() };
        }

        Fact? asked = await FindFactAsync(person, row.Seq);
        var response = new VerifySynthesisResponse
        {
            Genuine = true,
            Synthesis = (ulong)row.Seq,
            By = row.Person.ToByteString(),
            AskedAt = asked?.At ?? 0,
        };
        var verification = new SynthesisVerification(reader, reading, row.Seq, request.Nonce.ToByteArray());
        foreach (SynthesisEntry entry in request.Entries)
        {
            response.Findings.Add(await verification.CompareAsync(entry));
        }

        return new Reply { VerifySynthesis = response };
    }

    private async ValueTask ShowAsync(GetSynthesisResponse response, Caller caller, FileId file)
    {
        FileRow? kept = await files.Records.FindAsync(file);
        response.Synthesis.State = kept switch
        {
            { State: FileState.Ready, OwnerKey.Length: > 0 } => SynthesisState.Ready,
            // The fact is written, and the document about to be there.
            { State: FileState.Uploading } => SynthesisState.Working,
            _ => SynthesisState.Expired,
        };
        if (response.Synthesis.State != SynthesisState.Ready)
        {
            return;
        }

        using FileCipher cipher = FileCipher.Of(file, files.MasterKey.UnwrapFile(file, caller.Person, kept!.OwnerKey));
        response.Synthesis.Document = Attachment.Parser.ParseFrom(cipher.OpenRow(kept));
        long expiry = files.Tickets.Expiry();
        response.TicketExpiresAt = expiry;
        response.Path = FilePaths.Of(file);
        response.Ticket = files.Tickets.Issue(new FileTicket(
            FileTicketPurpose.Own, caller.Person, caller.Session, file, default, 0, expiry, caller.ActedBy));
    }

    private async ValueTask<Fact?> FindFactAsync(PersonId person, long seq)
    {
        HistoryPage page = await pipeline.ReadAsync(person, new HistoryQuery(seq - 1, false, 1));
        return page.Facts is [{ } only] && only.Seq == seq ? Frame.Parser.ParseFrom(only.Frame).Push.Fact : null;
    }
}
