using Spico.Protocol.V1;

namespace Spico.Silo.Host.Demo;

/// <summary>The patients of an invented region. Nobody here exists.</summary>
internal static class DemoPatients
{
    public static readonly PatientTraits Marcel = Of("Dessin", "Marcel", "1941-03-12", Sex.Male);

    public static readonly PatientTraits Simone = Of("Réplique", "Simone", "1948-11-02", Sex.Female);

    public static readonly PatientTraits Odette = Of("Leçon", "Odette", "1937-06-21", Sex.Female);

    public static readonly PatientTraits Henri = Of("Bordereau", "Henri", "1934-01-30", Sex.Male);

    private static PatientTraits Of(string birthName, string givenNames, string birthDate, Sex sex) => new()
    {
        BirthName = birthName,
        GivenNames = givenNames,
        BirthDate = birthDate,
        Sex = sex,
    };
}
