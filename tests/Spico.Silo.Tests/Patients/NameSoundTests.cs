using Spico.Silo.Patients;

namespace Spico.Silo.Tests.Patients;

public sealed class NameSoundTests
{
    [Theory]
    [InlineData("Dupont", "Dupond")]
    [InlineData("Martin", "Martain")]
    [InlineData("Gauthier", "Gautier")]
    [InlineData("Lefebvre", "Lefèvre")]
    [InlineData("Philippe", "Filipe")]
    [InlineData("Rousseau", "Rousso")]
    [InlineData("Meyer", "Maier")]
    [InlineData("Legrand", "Le Grand")]
    [InlineData("Quentin", "Kentin")]
    [InlineData("Schmitt", "Chmit")]
    [InlineData("BENOÎT", "Benoit")]
    public void What_sounds_alike_is_alike(string one, string other) =>
        Assert.Equal(NameSound.Of(one), NameSound.Of(other));

    [Theory]
    [InlineData("Martin", "Morin")]
    [InlineData("Dupont", "Dupuis")]
    [InlineData("Bernard", "Bertrand")]
    [InlineData("Roux", "Rey")]
    public void What_does_not_is_not(string one, string other) =>
        Assert.NotEqual(NameSound.Of(one), NameSound.Of(other));
}
