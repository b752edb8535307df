using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>Who a patient is, as far as it was found out. Nobody reads it as a stream.</summary>
internal sealed class PatientState(StreamId stream) : IStreamFold<PatientState>
{
    private const byte Layout = 2;

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    /// <summary>The identity; null while nobody registered it.</summary>
    public PatientRegistered? Known { get; private set; }

    /// <summary>Who acted for the one who said so last, by a delegation; null: they themselves.</summary>
    public PersonId? ActedBy { get; private set; }

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
            Known = kept.PatientRegistered,
            ActedBy = PersonId.TryFrom(kept.ActedBy, out PersonId actedBy) ? actedBy : null,
        };
    }

    public static bool ReadsBody(Fact.BodyOneofCase kind) => true;

    public static AccessChange? AccessGivenBy(PersonId author, Fact body) => null;

    /// <summary>A patient as others may see them.</summary>
    public static Patient ToPatient(StreamId stream, PatientRegistered known) => new()
    {
        Id = stream.ToByteString(),
        Traits = PatientRules.ToldOf(known.Traits, known.Status),
        Status = known.Status,
        Dossier = StreamId.DossierOf(stream).ToByteString(),
        Attributes = { known.Attributes },
        MergedInto = known.MergedInto,
    };

    public void Apply(in StreamFact fact)
    {
        Head = fact.Head;
        if (fact.Body?.PatientRegistered is { } known)
        {
            Known = known;
            ActedBy = PersonId.TryFrom(fact.Body.ActedBy, out PersonId actedBy) ? actedBy : null;
        }
    }

    public ReadRight? RightOf(PersonId person) => null;

    /// <summary>The patient as conversations carry them; null while nobody registered them.</summary>
    public Patient? ToPatient() => Known is null ? null : ToPatient(stream, Known);

    public byte[] ToSnapshot()
    {
        var kept = new Fact { Seq = (ulong)Head.Seq, At = Head.At };
        if (Known is not null)
        {
            kept.PatientRegistered = Known;
            kept.ActedBy = ActedBy?.ToByteString() ?? ByteString.Empty;
        }

        return [Layout, .. kept.ToByteArray()];
    }
}
