using System.Buffers.Binary;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Syntheses;

/// <summary>
/// A synthesis was made or refused, in the name of whoever asked. The request id derives from what it came to: however
/// often that is said, it is one fact. A silo that falls before the document can be had has it made again, and the
/// fact of the second document follows the first's.
/// </summary>
internal sealed class EndSynthesisCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly Fact _end;

    public EndSynthesisCommand(StreamId stream, PersonId asker, Fact end)
    {
        _stream = stream;
        _end = end;
        Author = asker;
        byte[] document = end.SynthesisMade?.Document.ToByteArray() ?? [];
        byte[] source = new byte[1 + 16 + 8 + document.Length];
        source[0] = (byte)ConsequenceKind.SynthesisAsked;
        stream.Value.TryWriteBytes(source.AsSpan(1), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(source.AsSpan(17), Seq);
        document.CopyTo(source, 25);
        Hash = RequestHash.Of(source);
        Request = RequestId.From(Hash);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    private long Seq => (long)(_end.SynthesisMade?.Synthesis ?? _end.SynthesisRefused.Synthesis);

    public Decision Decide(ConversationState fold) => Decision.Write(
        new FactDraft(_end),
        _end.SynthesisMade is { } made
            ? SynthesisRows.Made(_stream, Seq, made.Document.ToByteArray())
            : SynthesisRows.Refused(_stream, Seq, _end.SynthesisRefused.Refusal));

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();
}
