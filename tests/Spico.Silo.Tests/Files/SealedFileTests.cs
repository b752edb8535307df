using CsCheck;
using Spico.Protocol;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Files;

public sealed class SealedFileTests : IDisposable
{
    private readonly TestFolder _folder = TestFolder.Create("files");
    private readonly FileId _file = FileId.From(Guid.NewGuid());
    private readonly FileCipher _cipher;
    private readonly FolderFileStore _store;

    public SealedFileTests()
    {
        _cipher = FileCipher.Create(_file);
        _store = new FolderFileStore(_folder.Path);
    }

    public void Dispose()
    {
        _cipher.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void However_it_is_cut_into_pieces_the_same_bytes_are_read() =>
        Gen.Select(Gen.Int[1, 90_000].Array[1, 6], Gen.Int[0, 200_000]).Sample((lengths, from) =>
        {
            var file = FileId.From(Guid.NewGuid());
            byte[] bytes = Bytes(lengths.Sum());
            using var kept = new SealedFile(_store.OpenToWrite(file, FilePart.Upload), _cipher, FilePart.Upload);
            int at = 0;
            foreach (int length in lengths)
            {
                kept.Append(bytes.AsSpan(at, length));
                at += length;
            }

            Assert.Equal(bytes.Length, kept.Length);
            int start = from % bytes.Length;
            byte[] read = new byte[bytes.Length];
            Assert.Equal(bytes.Length - start, kept.Read(start, read));
            Assert.Equal(bytes[start..], read[..^start]);
        }, iter: 50);

    [Fact]
    public void What_is_truncated_goes_on_from_there() =>
        Gen.Select(Gen.Int[1, 200_000], Gen.Int[0, 200_000]).Sample((length, cut) =>
        {
            var file = FileId.From(Guid.NewGuid());
            byte[] bytes = Bytes(length);
            using var kept = new SealedFile(_store.OpenToWrite(file, FilePart.Upload), _cipher, FilePart.Upload);
            kept.Append(bytes);

            int left = cut % length;
            kept.Truncate(left);
            Assert.Equal(left, kept.Length);
            kept.Append(bytes.AsSpan(left));
            Assert.Equal(bytes, ReadAll(kept));
        }, iter: 30);

    [Fact]
    public void A_write_that_was_cut_short_is_mended_to_the_last_sound_chunk()
    {
        byte[] bytes = Bytes(150_000);
        Write(bytes);
        for (int lost = 1; lost < 18_956; lost += 777)
        {
            using (IStoredBytes stored = _store.OpenToWrite(_file, FilePart.Upload))
            {
                stored.Truncate(stored.Length - lost);
            }

            using var kept = new SealedFile(_store.OpenToWrite(_file, FilePart.Upload), _cipher, FilePart.Upload);
            long sound = kept.Mend();
            Assert.Equal(2 * SealedFile.ChunkBytes, sound);
            kept.Append(bytes.AsSpan((int)sound));
            Assert.Equal(bytes, ReadAll(kept));
        }
    }

    [Fact]
    public void A_changed_bit_is_noticed()
    {
        Write(Bytes(100_000));
        using (IStoredBytes stored = _store.OpenToWrite(_file, FilePart.Upload))
        {
            byte[] one = new byte[1];
            stored.Read(70_000, one);
            stored.Write(70_000, [(byte)(one[0] ^ 1)]);
        }

        using var kept = new SealedFile(_store.OpenToRead(_file, FilePart.Upload)!, _cipher, FilePart.Upload);
        Assert.Throws<SealBrokenException>(() => ReadAll(kept));
    }

    [Fact]
    public void Chunks_cannot_change_places_parts_or_files()
    {
        byte[] box = _cipher.SealChunk(FilePart.Upload, 1, "text"u8);
        Assert.Throws<SealBrokenException>(() => _cipher.OpenChunk(FilePart.Upload, 2, box));
        Assert.Throws<SealBrokenException>(() => _cipher.OpenChunk(FilePart.Image, 1, box));
        using var other = FileCipher.Of(FileId.From(Guid.NewGuid()), _cipher.Key.ToArray());
        Assert.Throws<SealBrokenException>(() => other.OpenChunk(FilePart.Upload, 1, box));
    }

    [Fact]
    public void Nothing_of_a_file_lies_on_the_disk_in_clear()
    {
        byte[] text = "Madame Martin a consulté ce jour. "u8.ToArray();
        Write([.. Enumerable.Repeat(text, 5_000).SelectMany(each => each)]);

        string path = Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Single();
        Assert.True(File.ReadAllBytes(path).AsSpan().IndexOf("Martin"u8) < 0);
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static byte[] ReadAll(SealedFile file)
    {
        byte[] bytes = new byte[file.Length];
        Assert.Equal(bytes.Length, file.Read(0, bytes));
        return bytes;
    }

    private void Write(byte[] bytes)
    {
        using var kept = new SealedFile(_store.OpenToWrite(_file, FilePart.Upload), _cipher, FilePart.Upload);
        kept.Append(bytes);
    }
}
