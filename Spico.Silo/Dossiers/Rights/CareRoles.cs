using Spico.Protocol.V1;
using Spico.Silo.People;

namespace Spico.Silo.Dossiers.Rights;

/// <summary>Which column of the table of rights a professional is in: by their profession, as registered.</summary>
internal static class CareRoles
{
    // In this order: what a person does goes before what they are. Beginnings of words, folded.
    private static readonly (CareRole Role, string[] Words)[] Professions =
    [
        (CareRole.Auditor,
        [
            "delegue a la protection des donnees", "deleguee a la protection des donnees", "auditeur", "auditrice",
        ]),
        (CareRole.RegionalSupport, ["support regional", "assistance regionale", "centre de services"]),
        (CareRole.Coordinator, ["coordonnat", "coordinat", "gestionnaire de cas", "referent de parcours"]),
        (CareRole.Secretary, ["secretaire", "assistante medico administrative", "assistant medico administratif"]),
        (CareRole.StructureAdministrator, ["direct", "administrat"]),
        (CareRole.Social,
        [
            "assistant social", "assistante sociale", "assistant de service social", "educat", "aide a domicile",
            "auxiliaire de vie", "mandataire", "conseill", "responsable de secteur",
        ]),
        (CareRole.Medical, ["medecin", "sage femme", "chirurgien", "dentiste", "pharmacien", "interne"]),
        (CareRole.Paramedical,
        [
            "infirmi", "masseu", "kinesitherapeut", "pedicure", "podologue", "orthophonist", "orthoptist",
            "ergotherapeut", "dieteticien", "psycholog", "psychomotricien", "manipulat", "aide soignant",
            "audioprothesist", "opticien", "cadre de sante",
        ]),
    ];

    /// <summary>The role of a person; of an unknown profession, what those who are not of health have.</summary>
    public static CareRole Of(Person? person) => OfWords(person?.Profession ?? string.Empty);

    /// <summary>The role of somebody in a practice situation: by what they do there, and by their profession.</summary>
    public static CareRole Of(PracticeSituation practice) =>
        OfWords($"{practice.Function} {practice.Profession}");

    private static CareRole OfWords(string words)
    {
        string profession = $" {string.Join(' ', NameFolding.WordsOf(words))}";
        foreach ((CareRole role, string[] beginnings) in Professions)
        {
            if (Array.Exists(beginnings, word => profession.Contains($" {word}", StringComparison.Ordinal)))
            {
                return role;
            }
        }

        return CareRole.Social;
    }
}
