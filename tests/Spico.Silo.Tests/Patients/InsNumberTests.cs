using Spico.Silo.Patients;

namespace Spico.Silo.Tests.Patients;

public sealed class InsNumberTests
{
    [Theory]
    [InlineData("137047624348415")]
    [InlineData("279035121518989")]
    [InlineData("184023155512381")]
    [InlineData("255063106904572")]
    [InlineData("196032A00401281")]
    [InlineData("272122B03308745")]
    [InlineData("184023155500109")]
    public void A_number_whose_key_fits_is_valid(string number) => Assert.True(InsNumber.IsValid(number));

    [Theory]
    [InlineData("123456789012244")]
    [InlineData("184023155512382")]
    [InlineData("")]
    [InlineData("18402315551238")]
    [InlineData("1840231555123811")]
    [InlineData("984023155512381")]
    [InlineData("184133155512381")]
    [InlineData("18402315551238١")]
    [InlineData("184023155512381\n")]
    public void Any_other_is_not(string number) => Assert.False(InsNumber.IsValid(number));

    [Fact]
    public void No_digit_can_be_mistaken()
    {
        const string Number = "184023155512381";
        for (int place = 0; place < Number.Length; place++)
        {
            foreach (char digit in "0123456789".Where(digit => digit != Number[place]))
            {
                Assert.False(InsNumber.IsValid($"{Number[..place]}{digit}{Number[(place + 1)..]}"));
            }
        }
    }
}
