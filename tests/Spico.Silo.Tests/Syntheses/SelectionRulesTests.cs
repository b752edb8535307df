using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Syntheses;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Syntheses;

public sealed class SelectionRulesTests
{
    [Theory]
    [InlineData("""{}""", null)]
    [InlineData("""{"first":"3","last":"3"}""", null)]
    [InlineData("""{"messages":["3"],"withoutFiles":true}""", null)]
    [InlineData("""{"format":7}""", "selection.format")]
    [InlineData("""{"first":"4","last":"3"}""", "selection.last")]
    [InlineData("""{"messages":["3"],"first":"1"}""", "selection.messages")]
    [InlineData("""{"messages":["0"]}""", "selection.messages")]
    [InlineData("""{"messages":["18446744073709551615"]}""", "selection.messages")]
    [InlineData("""{"files":["AAAA"]}""", "selection.files")]
    [InlineData("""{"files":["yhzdmxsvE6+m7NiSNHiVRg=="],"withoutFiles":true}""", "selection.files")]
    public void A_field_with_a_value_it_cannot_have_is_named(string json, string? field) =>
        Assert.Equal(field, SelectionRules.Check(JsonParser.Default.Parse<SynthesisSelection>(json))?.Field);

    [Fact]
    public void No_more_than_so_many_are_chosen_one_by_one()
    {
        var messages = new SynthesisSelection();
        messages.Messages.AddRange(Enumerable.Repeat(1ul, SynthesisLimits.ChosenMessages));
        Assert.Null(SelectionRules.Check(messages));
        messages.Messages.Add(1);
        Assert.Equal(ErrorCode.TooLarge, SelectionRules.Check(messages)!.Code);
        var files = new SynthesisSelection();
        files.Files.AddRange(Enumerable.Repeat(ByteString.CopyFrom(new byte[16]), SynthesisLimits.ChosenFiles + 1));
        Assert.Equal(ErrorCode.TooLarge, SelectionRules.Check(files)!.Code);
    }
}
