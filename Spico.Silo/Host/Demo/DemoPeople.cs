using Spico.Protocol.V1;

namespace Spico.Silo.Host.Demo;

/// <summary>The professionals of an invented region, from the three sectors. Nobody here exists.</summary>
internal static class DemoPeople
{
    public static readonly DemoPerson Administrator = new(
        99, "admin", "Alix Modèle", "Administration du service", Sector.Unspecified, "Spico Démo", "Valfictif");

    public static readonly DemoPerson[] Professionals =
    [
        new(1, "ines", "Inès Exemple", "Infirmière libérale", Sector.Health,
            "Cabinet infirmier des Tilleuls", "Valfictif"),
        new(2, "paul", "Paul Fictif", "Médecin généraliste", Sector.Health,
            "Maison de santé du Pont-Neuf", "Valfictif"),
        new(3, "sonia", "Sonia Démonstration", "Pharmacienne", Sector.Health,
            "Pharmacie de la Halle", "Valfictif"),
        new(4, "hugo", "Hugo Imaginaire", "Médecin gériatre", Sector.Health,
            "Centre hospitalier du Val", "Roche-Modèle"),
        new(5, "clara", "Clara Maquette", "Masseuse-kinésithérapeute", Sector.Health,
            "Cabinet de rééducation du Moulin", "Valfictif"),
        new(6, "nadia", "Nadia Spécimen", "Assistante sociale", Sector.Social,
            "Centre communal d'action sociale", "Valfictif"),
        new(7, "marc", "Marc Prototype", "Responsable de secteur, aide à domicile", Sector.Social,
            "Service d'aide du Val", "Valfictif"),
        new(8, "lea", "Léa Canevas", "Infirmière en EHPAD", Sector.MedicoSocial,
            "EHPAD Les Glycines", "Roche-Modèle"),
        new(9, "yann", "Yann Gabarit", "Coordonnateur de parcours", Sector.MedicoSocial,
            "Dispositif d'appui à la coordination du Val", "Roche-Modèle"),
        new(10, "emma", "Emma Brouillon", "Secrétaire médicale", Sector.Health,
            "Maison de santé du Pont-Neuf", "Valfictif"),
        new(11, "omar", "Omar Esquisse", "Ergothérapeute", Sector.MedicoSocial,
            "Équipe spécialisée Alzheimer du Val", "Valfictif"),
        new(12, "julie", "Julie Patron", "Sage-femme", Sector.Health,
            "Maison de santé du Pont-Neuf", "Valfictif"),
        new(13, "karim", "Karim Échantillon", "Cadre de santé, HAD", Sector.Health,
            "Hospitalisation à domicile du Val", "Roche-Modèle"),
        new(14, "rose", "Rose Essai", "Psychologue", Sector.MedicoSocial,
            "Centre médico-psychologique du Val", "Roche-Modèle"),
    ];

    private static readonly Dictionary<string, DemoPerson> ByLogin =
        Professionals.Append(Administrator).ToDictionary(person => person.Login);

    /// <summary>Who signs in so.</summary>
    public static DemoPerson Named(string login) => ByLogin[login];
}
