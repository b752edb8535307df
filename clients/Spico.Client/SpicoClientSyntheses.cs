using System.Security.Cryptography;
using Google.Protobuf;
using Spico.Client.Transfers;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>Documents made of conversations.</summary>
public static class SpicoClientSyntheses
{
    /// <summary>Asks for a synthesis, and returns the sequence number that names it.</summary>
    public static async Task<ulong> BeginSynthesisAsync(
        this SpicoClient client,
        StreamId conversation,
        SynthesisSelection? selection = null,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new MakeSynthesisRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Conversation = conversation.ToByteString(),
            Selection = selection,
        };
        Reply reply = await FileCalls.AskAsync(
            client, new Command { MakeSynthesis = request }, cancellationToken);
        return reply.MakeSynthesis.Position.Seq;
    }

    /// <summary>How far a synthesis is, with a ticket for its document when it is ready.</summary>
    public static async Task<GetSynthesisResponse> GetSynthesisAsync(
        this SpicoClient client,
        StreamId conversation,
        ulong synthesis,
        CancellationToken cancellationToken = default)
    {
        var request = new GetSynthesisRequest { Conversation = conversation.ToByteString(), Synthesis = synthesis };
        return (await FileCalls.AskAsync(client, new Command { GetSynthesis = request }, cancellationToken))
            .GetSynthesis;
    }

    /// <summary>
    /// Asks for a synthesis and waits until it is made or refused. Asks from time to time: whoever has their inbox open
    /// hears sooner, by <see cref="SpicoClient.SynthesisChanged"/>.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="selection">What it is to show; null: everything, as PDF.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Gives the waiting up; the synthesis is made nevertheless.</param>
    public static async Task<Synthesis> MakeSynthesisAsync(
        this SpicoClient client,
        StreamId conversation,
        SynthesisSelection? selection = null,
        IProgress<Synthesis>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ulong name = await client.BeginSynthesisAsync(
            conversation, selection, cancellationToken: cancellationToken);
        TimeSpan wait = TimeSpan.FromMilliseconds(50);
        while (true)
        {
            Synthesis now = (await client.GetSynthesisAsync(conversation, name, cancellationToken)).Synthesis;
            if (now.State != SynthesisState.Working)
            {
                return now;
            }

            progress?.Report(now);
            await Task.Delay(wait, client.Options.TimeProvider, cancellationToken);
            wait = wait < TimeSpan.FromSeconds(1) ? wait * 1.5 : wait;
        }
    }

    /// <summary>
    /// Downloads the document of a synthesis that is ready, and checks its hash. Throws <see cref="SpicoException"/>
    /// when the server refuses, or <see cref="InvalidDataException"/> when the bytes are others.
    /// </summary>
    public static Task DownloadSynthesisAsync(
        this SpicoClient client,
        Synthesis synthesis,
        Stream destination,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (synthesis.Document is null || !StreamId.TryFrom(synthesis.Conversation, out StreamId conversation))
        {
            throw new ArgumentException("The synthesis has no document.", nameof(synthesis));
        }

        var download = new FileDownload(client, TicketAsync, destination, progress);
        return download.RunAsync(synthesis.Document, cancellationToken);

        async Task<(string Path, string Ticket)> TicketAsync(CancellationToken token)
        {
            GetSynthesisResponse got = await client.GetSynthesisAsync(conversation, synthesis.Synthesis_, token);
            return got.Ticket.Length > 0 ? (got.Path, got.Ticket) : throw FileCalls.Refused(null);
        }
    }

    /// <summary>
    /// Whether a document is one that was made of the conversation, unchanged; and, for messages of its manifest, what
    /// became of them.
    /// </summary>
    public static async Task<VerifySynthesisResponse> VerifySynthesisAsync(
        this SpicoClient client,
        StreamId conversation,
        Stream document,
        ReadOnlyMemory<byte> nonce = default,
        IEnumerable<SynthesisEntry>? entries = null,
        CancellationToken cancellationToken = default)
    {
        var request = new VerifySynthesisRequest
        {
            Conversation = conversation.ToByteString(),
            Document = ByteString.CopyFrom(await SHA256.HashDataAsync(document, cancellationToken)),
            Nonce = ByteString.CopyFrom(nonce.Span),
            Entries = { entries ?? [] },
        };
        return (await FileCalls.AskAsync(client, new Command { VerifySynthesis = request }, cancellationToken))
            .VerifySynthesis;
    }
}
