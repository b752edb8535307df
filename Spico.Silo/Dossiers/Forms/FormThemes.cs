using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>What forms are about.</summary>
internal static class FormThemes
{
    /// <summary>Whose codes the themes of definitions are.</summary>
    public const string System = "urn:spico:theme";

    /// <summary>The classes that forms may be of.</summary>
    public static readonly DataClass[] Classes = [DataClass.Social, DataClass.Medical, DataClass.Plan];

    /// <summary>The class of what is told in a form of a theme.</summary>
    public static DataClass ClassOf(FormTheme theme) => theme switch
    {
        FormTheme.AdministrativeSocial or FormTheme.LivingEnvironment => DataClass.Social,
        FormTheme.Medical => DataClass.Medical,
        FormTheme.Plan => DataClass.Plan,
        _ => DataClass.Unspecified,
    };

    /// <summary>The theme of a code, or UNSPECIFIED.</summary>
    public static FormTheme Of(string code) => code switch
    {
        "administrative-social" => FormTheme.AdministrativeSocial,
        "medical" => FormTheme.Medical,
        "living-environment" => FormTheme.LivingEnvironment,
        "plan" => FormTheme.Plan,
        _ => FormTheme.Unspecified,
    };
}
