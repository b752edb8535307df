using System.Buffers;
using System.Text;
using Spico.Protocol.Wire;

namespace Spico.Protocol.Tests.Wire;

public sealed class TcpPrefaceTests
{
    [Fact]
    public void The_preface_of_every_codec_is_read_back_however_it_is_split()
    {
        foreach (IFrameCodec codec in FrameCodecs.All)
        {
            var output = new ArrayBufferWriter<byte>();
            TcpPreface.Write(codec, output);
            byte[] bytes = [.. output.WrittenSpan, 0, 0, 0, 9];
            for (int received = 0; received < output.WrittenCount; received++)
            {
                Assert.Equal((FramingStatus.Incomplete, null, 0), Read(bytes.AsSpan(0, received).ToArray()));
            }

            Assert.Equal((FramingStatus.Complete, codec, output.WrittenCount), Read(bytes));
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("spico.v2.proto\n")]
    [InlineData("spico.v1.prot\n")]
    [InlineData("spico.v1.protoo")]
    [InlineData("spico.v1.proto\r\n")]
    [InlineData("\n")]
    [InlineData("x")]
    public void What_cannot_become_a_known_name_is_told_at_once(string text) =>
        Assert.Equal((FramingStatus.Invalid, null, 0), Read(Encoding.Latin1.GetBytes(text)));

    private static (FramingStatus Status, IFrameCodec? Codec, int Taken) Read(byte[] bytes)
    {
        ReadOnlySequence<byte> received = Pieces.Of(bytes, 2);
        FramingStatus status = TcpPreface.TryRead(ref received, FrameCodecs.All, out IFrameCodec? codec);
        return (status, codec, bytes.Length - (int)received.Length);
    }
}
