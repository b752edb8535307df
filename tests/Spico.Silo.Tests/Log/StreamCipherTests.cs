using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Log;

public sealed class StreamCipherTests : IDisposable
{
    private static readonly byte[] s_body = [58, 7, 10, 5, 72, 101, 108, 108, 111];
    private readonly string _folder = Directory.CreateTempSubdirectory("spico-keys-").FullName;
    private readonly MasterKey _master;
    private readonly StreamId _stream = StreamId.InboxOf(PersonId.New());

    public StreamCipherTests() => _master = MasterKey.Load(Path.Combine(_folder, "master.key"), createWhenAbsent: true);

    public void Dispose()
    {
        _master.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_sealed_fact_opens_and_does_not_show_its_body()
    {
        using StreamCipher cipher = StreamCipher.Create(_master, _stream, out byte[] wrapped);
        FactRow row = Row();
        row.Sealed = cipher.Seal(row, s_body);
        Assert.Equal(-1, row.Sealed.AsSpan().IndexOf("Hello"u8));

        using StreamCipher again = StreamCipher.Unwrap(_master, _stream, wrapped);
        Assert.Equal(s_body, again.Open(row));
    }

    public static TheoryData<string> Columns =>
        ["stream", "seq", "ordinal", "author", "at", "kind", "class", "request", "no request", "hash", "facts", "body"];

    [Theory]
    [MemberData(nameof(Columns))]
    public void A_fact_with_an_edited_column_does_not_open(string column)
    {
        using StreamCipher cipher = StreamCipher.Create(_master, _stream, out _);
        FactRow row = Row();
        byte[] box = cipher.Seal(row, s_body);
        byte[] edited = [.. box[..^1], (byte)(box[^1] ^ 1)];
        FactRow changed = new()
        {
            Stream = column == "stream" ? StreamId.InboxOf(PersonId.New()) : row.Stream,
            Seq = row.Seq + (column == "seq" ? 1 : 0),
            Ordinal = row.Ordinal + (column == "ordinal" ? 1 : 0),
            Author = column == "author" ? PersonId.New() : row.Author,
            At = row.At + (column == "at" ? 1 : 0),
            Kind = row.Kind + (column == "kind" ? 1 : 0),
            DataClass = column == "class" ? DataClass.Unspecified : row.DataClass,
            Request = column switch { "request" => RequestId.New(), "no request" => null, _ => row.Request },
            RequestHash = column == "hash" ? Guid.NewGuid() : row.RequestHash,
            RequestFacts = row.RequestFacts + (column == "facts" ? 1 : 0),
            Sealed = column == "body" ? edited : box,
        };
        Assert.Throws<SealBrokenException>(() => cipher.Open(changed));
    }

    [Fact]
    public void A_stream_key_unwraps_for_its_own_stream_and_master_only()
    {
        StreamCipher.Create(_master, _stream, out byte[] wrapped).Dispose();
        StreamId other = StreamId.InboxOf(PersonId.New());
        Assert.Throws<SealBrokenException>(() => StreamCipher.Unwrap(_master, other, wrapped));
        Assert.Throws<SealBrokenException>(() => StreamCipher.Unwrap(_master, _stream, []));
        using MasterKey stranger = MasterKey.Load(Path.Combine(_folder, "stranger.key"), createWhenAbsent: true);
        Assert.Throws<SealBrokenException>(() => StreamCipher.Unwrap(stranger, _stream, wrapped));
    }

    [Fact]
    public void A_text_opens_as_the_column_it_was_sealed_for_only()
    {
        using StreamCipher cipher = StreamCipher.Create(_master, _stream, out _);
        byte[] box = cipher.SealText("title", "Tour de garde"u8);
        Assert.Equal("Tour de garde"u8, cipher.OpenText("title", box));
        Assert.Throws<SealBrokenException>(() => cipher.OpenText("snapshot", box));
        using StreamCipher other = StreamCipher.Create(_master, _stream, out _);
        Assert.Throws<SealBrokenException>(() => other.OpenText("title", box));
    }

    [Fact]
    public void No_nonce_is_used_twice()
    {
        using StreamCipher cipher = StreamCipher.Create(_master, _stream, out _);
        HashSet<string> nonces = [];
        Parallel.For(0, 10_000, _ =>
        {
            string nonce = Convert.ToHexString(cipher.SealText("title", s_body)[..12]);
            lock (nonces)
            {
                Assert.True(nonces.Add(nonce));
            }
        });
    }

    [Fact]
    public void The_master_key_is_made_once_and_for_its_owner_alone()
    {
        string path = Path.Combine(_folder, "new", "master.key");
        Assert.ThrowsAny<IOException>(() => MasterKey.Load(path, createWhenAbsent: false));
        Parallel.For(0, 8, _ => MasterKey.Load(path, createWhenAbsent: true).Dispose());
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        byte[] before = File.ReadAllBytes(path);
        MasterKey.Load(path, createWhenAbsent: true).Dispose();
        Assert.Equal(before, File.ReadAllBytes(path));

        File.WriteAllBytes(path, before[..31]);
        Assert.Throws<InvalidDataException>(() => MasterKey.Load(path, createWhenAbsent: true));
    }

    private FactRow Row() => new()
    {
        Stream = _stream,
        Seq = 4,
        Ordinal = 2,
        Author = PersonId.New(),
        At = 1_700_000_000_000,
        Kind = Fact.MessagePostedFieldNumber,
        DataClass = DataClass.Medical,
        Request = RequestId.New(),
        RequestHash = Guid.NewGuid(),
        RequestFacts = 1,
    };
}
