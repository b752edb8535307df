using System.Security.Cryptography;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Syntheses;
using Spico.Silo.Syntheses.Gathering;
using Spico.Silo.Syntheses.Html;
using Spico.Silo.Syntheses.Pdf;

namespace Spico.Silo.Tests.Syntheses;

/// <summary>What a synthesis may hold, and the documents made of it.</summary>
internal sealed class SampleSynthesis
{
    private readonly List<SynthesisItem> _items = [];
    private DateTimeOffset _at = new(2026, 11, 24, 8, 2, 0, TimeSpan.FromHours(1));
    private ulong _seq = 4;
    private ulong _ordinal;

    public Person Nurse { get; } = Person("Élodie Lefèvre", "Infirmière", "SSIAD des Deux Rives", "Quimper");

    public Person Doctor { get; } = Person("Dr Noël Garçon", "Médecin généraliste", "Maison de santé", "Douarnenez");

    public Person Pharmacist { get; } = Person("Maëlle Le Goff", "Pharmacienne", "Pharmacie du Port", "Douarnenez");

    public PracticeSituation AtTheHospital { get; } = new()
    {
        Profession = "Pharmacienne",
        Function = "astreinte",
        StructureName = "Hôpital de la Baie",
        Town = "Douarnenez",
    };

    public SynthesisOptions Options { get; } = new();

    public SynthesisProgress Progress { get; } = new();

    public string Title { get; set; } = "Retour à domicile";

    public Patient? Patient { get; set; } = new()
    {
        Id = ByteString.CopyFrom(new byte[16]),
        Traits = new PatientTraits
        {
            BirthName = "Quéméner",
            GivenNames = "Anne-Marie Françoise",
            BirthDate = "1940-03-07",
            Sex = Sex.Female,
            Ins = "240039912345689",
        },
        Status = IdentityStatus.Qual,
    };

    public SynthesisMessage Add(Person author, string text, Func<SynthesisMessage, SynthesisMessage>? with = null)
    {
        _at += TimeSpan.FromMinutes(7);
        var message = new SynthesisMessage(++_seq)
        {
            Ordinal = ++_ordinal,
            At = _at,
            Author = author,
            DataClass = DataClass.Unspecified,
            Versions = [new MessageVersion(_at, text)],
            Hash = SHA256.HashData(BitConverter.GetBytes(_seq)),
        };
        message = with?.Invoke(message) ?? message;
        _items.Add(message);
        return message;
    }

    public void AddHidden(int count) => _items.Add(new HiddenMessages(++_seq, count));

    public void Happens(string text) => _items.Add(new SynthesisEvent(++_seq, _at, text));

    public void Wait(TimeSpan time) => _at += time;

    public SynthesisContent Content() => new()
    {
        Stream = StreamId.From(new Guid("03c1f0aa8d1b4b0f9d3c0f7a61d2a9b4")),
        Asked = new StreamPosition(1, (long)_seq + 1),
        Asker = Nurse,
        AskedAt = _at + TimeSpan.FromHours(3),
        Selection = new SynthesisSelection(),
        Conversation = new ConversationView
        {
            Kind = Patient is null ? ConversationKind.Group : ConversationKind.Patient,
            Title = Title,
            Patient = Patient,
        },
        Members = [new(Nurse, null), new(Doctor, null), new(Pharmacist, AtTheHospital)],
        Items = _items,
        Nonce = new byte[MessageHash.NonceBytes],
    };

    /// <summary>The PDF.</summary>
    public byte[] ToPdf(SynthesisFiles? files = null) => Write(output =>
        new PdfSynthesis(Content(), files ?? NoFiles, Options, Progress).Write(output));

    /// <summary>The page.</summary>
    public byte[] ToHtml(SynthesisFiles? files = null) => Write(output =>
        new HtmlSynthesis(Content(), files ?? NoFiles, Progress).Write(output));

    private static SynthesisFiles NoFiles => new(null!);

    /// <summary>What is written to a sealed output, opened again.</summary>
    public static byte[] Write(Action<SealedOutput> write)
    {
        var stored = new MemoryBytes();
        var file = FileId.From(Guid.NewGuid());
        byte[] key = RandomNumberGenerator.GetBytes(32);
        using var cipher = FileCipher.Of(file, key);
        using var kept = new SealedFile(stored, cipher, FilePart.Upload);
        using var output = new SealedOutput(kept);
        write(output);
        byte[] hash = output.Finish();
        byte[] bytes = new byte[kept.Length];
        Assert.Equal(bytes.Length, kept.Read(0, bytes));
        Assert.Equal(SHA256.HashData(bytes), hash);
        return bytes;
    }

    private static Person Person(string name, string profession, string structure, string town) => new()
    {
        Id = PersonId.From(Guid.NewGuid()).ToByteString(),
        Name = name,
        Profession = profession,
        Structure = structure,
        Town = town,
    };
}
