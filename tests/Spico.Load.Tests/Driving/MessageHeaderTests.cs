using System.Text;
using Spico.Load.Driving;

namespace Spico.Load.Tests.Driving;

public sealed class MessageHeaderTests
{
    [Theory]
    [InlineData(MessageHeader.Bytes)]
    [InlineData(200)]
    [InlineData(16_000)]
    public void What_is_written_is_read_again(int bytes)
    {
        var header = new MessageHeader(199, 1599, 123_456, 9_876_543_210_123);
        byte[] text = new byte[bytes];
        header.Write(text);
        Assert.True(MessageHeader.TryRead(text, out MessageHeader read));
        Assert.Equal(header, read);
    }

    [Fact]
    public void A_text_is_printable_and_needs_no_escape_in_json_or_xml()
    {
        byte[] text = new byte[200];
        new MessageHeader(1, 2, 3, -1).Write(text);
        Assert.Matches("^[0-9a-z ]{200}$", Encoding.ASCII.GetString(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("too short")]
    [InlineData("no header at all, although it is long enough to hold one of 40 digits")]
    public void Other_texts_have_no_header(string text) =>
        Assert.False(MessageHeader.TryRead(Encoding.ASCII.GetBytes(text), out _));
}
