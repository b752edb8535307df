using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Files;
using Spico.Silo.Streams;
using Spico.Silo.Syntheses;
using Spico.Silo.Tests.Files;
using Spico.Testing;
using UglyToad.PdfPig;

namespace Spico.Silo.Tests.Syntheses;

/// <summary>A silo with small limits on syntheses, and what people do with them in it.</summary>
public sealed class SynthesisCluster : FileCluster
{
    public const int MessagesMax = 20;

    internal static SynthesisSelection Html => new() { Format = SynthesisFormat.Html };

    internal IConversationSyntheses Syntheses(StreamId conversation) =>
        Grains.GetGrain<IConversationSyntheses>(StreamKey.Of(conversation));

    internal async Task<Reply> AskAsync(
        PersonId person, StreamId conversation, SynthesisSelection? selection = null, RequestId? request = null) =>
        await Syntheses(conversation).MakeSynthesis(As(person), new MakeSynthesisRequest
        {
            RequestId = (request ?? RequestId.New()).ToByteString(),
            Conversation = conversation.ToByteString(),
            Selection = selection,
        });

    internal async Task<Reply> GetAsync(PersonId person, StreamId conversation, ulong synthesis) =>
        await Syntheses(conversation).GetSynthesis(As(person), new GetSynthesisRequest
        {
            Conversation = conversation.ToByteString(),
            Synthesis = synthesis,
        });

    /// <summary>Lets somebody act for a person.</summary>
    internal async Task DelegateAsync(PersonId person, PersonId to) => Assert.Null(
        (await Grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(person))).GrantDelegation(
            As(person),
            new GrantDelegationRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Person = to.ToByteString(),
                Kind = DelegationKind.Secretary,
                Until = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(),
            })).Error);

    /// <summary>What became of a synthesis, once it is made or refused.</summary>
    internal async Task<GetSynthesisResponse> OutcomeAsync(PersonId person, StreamId conversation, ulong synthesis)
    {
        Reply over = await Eventually.Becomes(
            "the synthesis is made or refused",
            () => GetAsync(person, conversation, synthesis),
            reply => reply.GetSynthesis?.Synthesis.State is not SynthesisState.Working,
            "not working");
        Assert.Null(over.Error);
        return over.GetSynthesis;
    }

    internal async Task<GetSynthesisResponse> MakeAsync(
        PersonId person, StreamId conversation, SynthesisSelection? selection = null)
    {
        Reply asked = await AskAsync(person, conversation, selection);
        Assert.Null(asked.Error);
        return await OutcomeAsync(person, conversation, asked.MakeSynthesis.Position.Seq);
    }

    /// <summary>Why a synthesis is refused.</summary>
    internal async Task<SynthesisRefusal> RefusalAsync(
        PersonId person, StreamId conversation, SynthesisSelection? selection = null)
    {
        GetSynthesisResponse made = await MakeAsync(person, conversation, selection);
        Assert.Equal(SynthesisState.Refused, made.Synthesis.State);
        Fact last = (await ReadAllAsync(person, conversation))[^1];
        Assert.Equal(made.Synthesis.Refusal, last.SynthesisRefused.Refusal);
        Assert.Equal((false, Array.Empty<Silo.Files.Keeping.FilePart>()), await LeftAsync(
            FileId.AskedForBy(conversation, (long)made.Synthesis.Synthesis_)));
        return made.Synthesis.Refusal;
    }

    /// <summary>The document, downloaded with its ticket.</summary>
    internal async Task<byte[]> DocumentAsync(GetSynthesisResponse made)
    {
        Assert.Equal(SynthesisState.Ready, made.Synthesis.State);
        Assert.True(FileTicket.TryRead(made.Ticket, out FileTicket? ticket));
        var bytes = new MemoryStream();
        FilePiece piece;
        do
        {
            piece = await Upload(ticket!.File).ReadOwn(
                new FileRead(made.Ticket, FileVariant.Content, bytes.Length, FileRead.BytesMax));
            Assert.Null(piece.Refusal);
            bytes.Write(piece.Bytes);
        }
        while (bytes.Length < piece.Size && piece.Bytes.Length > 0);
        return bytes.ToArray();
    }

    internal static string TextOf(byte[] pdf)
    {
        using PdfDocument document = PdfDocument.Open(pdf);
        return string.Concat(document.GetPages().Select(page => page.Text));
    }

    /// <summary>The nonce and the messages of the manifest in a page.</summary>
    internal static (ByteString Nonce, SynthesisEntry[] Entries) ManifestOf(byte[] page)
    {
        string html = Encoding.UTF8.GetString(page);
        int start = html.IndexOf('>', html.IndexOf("id=\"manifeste\"", StringComparison.Ordinal)) + 1;
        using var json = JsonDocument.Parse(html[start..html.IndexOf("</script>", start, StringComparison.Ordinal)]);
        return (Bytes(json.RootElement.GetProperty("nonce")),
        [
            .. json.RootElement.GetProperty("messages").EnumerateArray().Select(entry => new SynthesisEntry
            {
                Message = entry.GetProperty("seq").GetUInt64(),
                Hash = Bytes(entry.GetProperty("hash")),
            }),
        ]);

        static ByteString Bytes(JsonElement digits) => ByteString.CopyFrom(Convert.FromHexString(digits.GetString()!));
    }

    private protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services.Configure<SynthesisOptions>(options =>
        {
            options.MessagesMax = MessagesMax;
            options.TextBytesMax = 40_000;
            options.FilesMax = 2;
            options.OpenPerPersonMax = 2;
        });
    }

    private protected override void Configure(StreamOptions options) =>
        options.ConsequenceSweepPeriod = TimeSpan.FromMilliseconds(200);
}
