using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>Who a patient is, as far as it was found out. Nobody reads it as a stream.</summary>
internal sealed class PatientState(StreamId stream) : IStreamFold<PatientState>
{
    private const byte Layout = 1;

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    /// <summary>The traits; null while nobody registered them.</summary>
    public PatientTraits? Traits { get; private set; }

    /// <summary>How sure they are.</summary>
    public IdentityStatus Status { get; private set; }

    public static PatientState Empty(StreamId stream) => new(stream);

    public static PatientState? Restore(StreamId stream, ReadOnlySpan<byte> snapshot)
    {
        if (snapshot.IsEmpty || snapshot[0] != Layout)
        {
            return null;
        }

        Fact kept = Fact.Parser.ParseFrom(snapshot[1..]);
        return new PatientState(stream)
        {
            Head = new StreamHead((long)kept.Seq, 0, kept.At),
            Traits = kept.PatientRegistered?.Traits,
            Status = kept.PatientRegistered?.Status ?? IdentityStatus.Unspecified,
        };
    }

    public static bool ReadsBody(Fact.BodyOneofCase kind) => true;

    public static AccessChange? AccessGivenBy(PersonId author, Fact body) => null;

    public void Apply(in StreamFact fact)
    {
        Head = fact.Head;
        if (fact.Body?.PatientRegistered is { } registered)
        {
            Traits = registered.Traits;
            Status = registered.Status;
        }
    }

    public ReadRight? RightOf(PersonId person) => null;

    /// <summary>The patient as conversations carry them; null while nobody registered them.</summary>
    public Patient? ToPatient() => Traits is null
        ? null
        : new Patient
        {
            Id = stream.ToByteString(),
            Traits = PatientRules.ToldOf(Traits, Status),
            Status = Status,
            Dossier = StreamId.DossierOf(stream).ToByteString(),
        };

    public byte[] ToSnapshot()
    {
        var kept = new Fact { Seq = (ulong)Head.Seq, At = Head.At };
        if (Traits is not null)
        {
            kept.PatientRegistered = new PatientRegistered { Traits = Traits, Status = Status };
        }

        return [Layout, .. kept.ToByteArray()];
    }
}
