using CsCheck;
using Spico.Protocol.Identifiers;

namespace Spico.Protocol.Tests.Identifiers;

public sealed class IdentifierTests
{
    private static readonly Gen<string> EightDigits = Gen.Char['0', '9'].Array[8].Select(digits => new string(digits));

    [Fact]
    public void A_number_with_its_key_is_valid_and_no_other_digit_is_its_key() => EightDigits.Sample(number =>
    {
        char key = Luhn.KeyOf(number);
        return Luhn.IsValid(number + key)
            && "0123456789".Where(other => other != key).All(other => !Luhn.IsValid(number + other));
    });

    [Fact]
    public void One_wrong_digit_is_always_seen() =>
        Gen.Select(EightDigits, Gen.Int[0, 8], Gen.Int[1, 9]).Sample((number, place, change) =>
        {
            char[] keyed = (number + Luhn.KeyOf(number)).ToCharArray();
            keyed[place] = (char)('0' + ((keyed[place] - '0' + change) % 10));
            return !Luhn.IsValid(keyed);
        });

    [Theory]
    [InlineData("10000000017", true)]
    [InlineData("10000000009", true)]
    [InlineData("10123456781", true)]
    [InlineData("10999999914", true)]
    [InlineData("10000001916", true)]
    [InlineData("10003461033", false)]
    [InlineData("1000000001", false)]
    [InlineData("100000000017", false)]
    [InlineData("1000000001A", false)]
    [InlineData("١٠٠٠٠٠٠٠٠١٧", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_number_of_the_RPPS_has_11_digits_and_a_key(string? text, bool isOne)
    {
        Assert.Equal(isOne, Rpps.TryParse(text, out Rpps? rpps));
        Assert.Equal(isOne ? text : null, rpps?.Value);
    }

    [Theory]
    [InlineData("310000001", true)]
    [InlineData("2A0000017", true)]
    [InlineData("2B1234567", true)]
    [InlineData("2C1234567", false)]
    [InlineData("31000000", false)]
    public void A_number_of_ADELI_has_9_characters_and_begins_with_a_departement(string text, bool isOne) =>
        Assert.Equal(isOne, Adeli.TryParse(text, out _));

    [Fact]
    public void A_FINESS_and_a_SIREN_have_9_digits_and_a_key() => EightDigits.Sample(number =>
    {
        string keyed = number + Luhn.KeyOf(number);
        string wrong = number + (char)('0' + ((Luhn.KeyOf(number) - '0' + 1) % 10));
        return Finess.TryParse(keyed, out Finess? finess) && finess.IsKeyChecked && Siren.TryParse(keyed, out _)
            && !Finess.TryParse(wrong, out _) && !Siren.TryParse(wrong, out _);
    });

    [Fact]
    public void A_FINESS_of_Corsica_is_taken_without_a_look_at_its_key()
    {
        Assert.True(Finess.TryParse("2A0000022", out Finess? finess));
        Assert.False(finess.IsKeyChecked);
        Assert.False(Siren.TryParse("2A0000022", out _));
    }

    [Fact]
    public void A_SIRET_has_14_digits_a_key_and_the_SIREN_it_begins_with()
    {
        const string Number = "7328293200007";
        string keyed = Number + Luhn.KeyOf(Number);

        Assert.True(Siret.TryParse(keyed, out Siret? siret));
        Assert.Equal("732829320", siret.Siren);
        Assert.False(Siret.TryParse(keyed[..^1], out _));
        Assert.False(Siret.TryParse(Number + (char)('0' + ((keyed[^1] - '0' + 5) % 10)), out _));
    }

    [Theory]
    [InlineData("35600000000011", false)]
    [InlineData("35600000000001", true)]
    [InlineData("35600000000106", false)]
    [InlineData("35600000000150", true)]
    public void The_places_of_the_post_have_a_rule_of_their_own(string text, bool isOne) =>
        Assert.Equal(isOne, Siret.TryParse(text, out _));

    [Theory]
    [InlineData("137047624348415")]
    [InlineData("279035121518989")]
    [InlineData("184023155512381")]
    [InlineData("255063106904572")]
    [InlineData("196032A00401281")]
    [InlineData("272122B03308745")]
    [InlineData("184023155500109")]
    public void A_matricule_has_its_key(string text)
    {
        Assert.True(Nir.TryParse(text, out Nir? nir));
        Assert.Equal(text, nir.Value);
        foreach (int wrong in Enumerable.Range(0, 100).Where(key => key != int.Parse(text.AsSpan(13))))
        {
            Assert.False(Nir.TryParse($"{text[..13]}{wrong:d2}", out _));
        }
    }

    [Theory]
    [InlineData("123456789012244")]
    [InlineData("184023155512381 ")]
    [InlineData("184023155512381\n")]
    [InlineData("984023155512381")]
    [InlineData("196032C00401281")]
    [InlineData("")]
    public void What_has_not_the_form_of_a_matricule_is_none(string text) => Assert.False(Nir.TryParse(text, out _));

    [Theory]
    [InlineData("810000000017", true)]
    [InlineData("810000000018", false)]
    [InlineData("0310000001", true)]
    [InlineData("3310780036/0042", true)]
    [InlineData("7310780036", false)]
    [InlineData("8", false)]
    [InlineData("3=cmd()", false)]
    public void A_national_identifier_is_of_a_known_kind_and_has_a_number_of_that_kind(string text, bool isOne) =>
        Assert.Equal(isOne, NationalId.TryParse(text, out _));

    [Fact]
    public void A_professional_is_the_same_person_everywhere_and_for_ever()
    {
        Assert.True(Rpps.TryParse("10000000017", out Rpps? rpps));
        Assert.True(NationalId.TryParse("810000000017", out NationalId? id));

        Assert.Equal(id, NationalId.Of(rpps));
        Assert.Equal("8d45228601cd6d7dd89d9ed22bbf062d", id.Person.ToString());
    }
}
