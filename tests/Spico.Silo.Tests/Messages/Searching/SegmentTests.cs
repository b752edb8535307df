using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages.Searching;

namespace Spico.Silo.Tests.Messages.Searching;

public sealed class SegmentTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        var random = new Random(11);
        PersonId[] authors = [.. Enumerable.Range(0, 5).Select(_ => PersonId.New())];
        for (int round = 0; round < 50; round++)
        {
            var writer = new SegmentWriter();
            var written = new List<string>();
            long seq = random.NextInt64(1, 1L << random.Next(1, 40));
            long at = 1_785_499_200_000;
            for (int i = 0; i < random.Next(0, 40); i++)
            {
                byte[] text = new byte[random.Next(0, 300)];
                random.NextBytes(text);
                var message = new SearchedMessage
                {
                    Seq = seq += random.Next(1, 9),
                    At = at += random.Next(0, 100_000),
                    Author = authors[random.Next(authors.Length)],
                    DataClass = (DataClass)random.Next(0, 4),
                    Traits = (MessageTraits)random.Next(0, 32),
                    Text = text,
                };
                writer.Add(message);
                written.Add(Told(message));
            }

            Assert.True(SegmentReader.TryBegin(writer.ToArray(), out SegmentReader reader));
            var read = new List<string>();
            while (reader.Read())
            {
                read.Add(Told(reader.Current));
            }

            Assert.Equal(written, read);
        }
    }

    [Fact]
    public void What_another_version_wrote_is_not_read()
    {
        Assert.False(SegmentReader.TryBegin([], out _));
        Assert.False(SegmentReader.TryBegin([SegmentWriter.Version + 1, 1, 2, 3], out _));
    }

    private static string Told(in SearchedMessage message) =>
        $"{message.Seq} {message.At} {message.Author} {message.DataClass} {message.Traits} " +
        Convert.ToHexString(message.Text);
}
