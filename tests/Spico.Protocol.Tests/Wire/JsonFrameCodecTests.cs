using System.Text;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Protocol.Tests.Wire;

public sealed class JsonFrameCodecTests : FrameCodecConformance
{
    internal override IFrameCodec Codec => FrameCodecs.Json;

    [Theory]
    [InlineData("""{"id":1,"id":2}""")]
    [InlineData("""{"ping":{"nonce":1},"pong":{"nonce":2}}""")]
    [InlineData("""{"unknown":{"a":1,"a":2}}""")]
    [InlineData("""{"id":NaN}""")]
    [InlineData("""{"id":"NaN"}""")]
    [InlineData("""{"id":Infinity}""")]
    [InlineData("""{"id":1e400}""")]
    [InlineData("""{"id":-1}""")]
    [InlineData("""{"id":1.5}""")]
    [InlineData("""{"id":99999999999999999999}""")]
    [InlineData("""{"id":1} {"id":2}""")]
    [InlineData("""{"id":1,}""")]
    [InlineData("""{"id":1/*c*/}""")]
    [InlineData("""{"hello":{"device":"\ud800"}}""")]
    [InlineData("""{"command":{"postMessage":{"requestId":"not base64!"}}}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("")]
    public void What_could_be_read_in_two_ways_is_refused(string json) =>
        Assert.False(Accepts(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Unknown_keys_and_values_are_ignored()
    {
        Frame frame = Decode("""{"id":7,"later":{"x":[1,2,{"y":null}]},"ping":{"hue":"red"}}"""u8.ToArray());
        Assert.Equal(7u, frame.Id);
        Assert.Equal(Frame.KindOneofCase.Ping, frame.KindCase);
    }

    [Fact]
    public void Names_of_the_contract_and_camel_case_are_both_read()
    {
        byte[] contract = """{"command":{"read_history":{"limit":3}}}"""u8.ToArray();
        byte[] camel = """{"command":{"readHistory":{"limit":3}}}"""u8.ToArray();
        Assert.Equal(Decode(contract), Decode(camel));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        byte[] bytes = """{"hello":{"device":"x"}}"""u8.ToArray();
        bytes[Array.IndexOf(bytes, (byte)'x')] = 0xFF;
        Assert.False(Accepts(bytes));
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(33, false)]
    [InlineData(3200, false)]
    public void Nesting_ends_at_32(int arrays, bool isAccepted)
    {
        string json = $$"""{"later":{{new string('[', arrays)}}{{new string(']', arrays)}}}""";
        Assert.Equal(isAccepted, Accepts(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void A_number_of_10_MB_is_refused_without_being_computed() =>
        Assert.False(Accepts(Encoding.UTF8.GetBytes($$"""{"id":{{new string('9', 10_000_000)}}}""")));
}
