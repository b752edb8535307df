using Spico.Silo.Support;

namespace Spico.Silo.Tests.Support;

public sealed class PatientNumbersTests
{
    [Theory]
    [InlineData("255081416802538", true)]
    [InlineData("2 55 08 14 168 025 38", true)]
    [InlineData("Le patient 2.55.08.14.168.025 ne s'ouvre pas", true)]
    [InlineData("INS:1-90-05-2A-004-010", true)]
    [InlineData("190052b004010", true)]
    [InlineData("２５５０８１４１６８０２５", true)]
    [InlineData("Appelez le 05 61 00 00 00, ou le 06 00 00 00 00", false)]
    [InlineData("Erreur 7fe3a1b2c4d5 le 2026-11-28 à 10:32", false)]
    [InlineData("La liste ne se met plus à jour.", false)]
    public void A_number_of_a_patient_is_found_however_it_is_written(string text, bool isThere) =>
        Assert.Equal(isThere, PatientNumbers.AreIn(text));
}
