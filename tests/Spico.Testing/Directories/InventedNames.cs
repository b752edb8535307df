namespace Spico.Testing.Directories;

/// <summary>
/// Names to make people, towns and structures of: common given names, and family names and towns put together from
/// pieces. Whoever has such a name has it by chance.
/// </summary>
internal static class InventedNames
{
    public static readonly string[] Given =
    [
        "Adèle", "Agathe", "Alain", "Albert", "Alice", "Aline", "Amélie", "André", "Anne", "Antoine", "Arthur",
        "Aurélie", "Baptiste", "Béatrice", "Benoît", "Bernard", "Brigitte", "Camille", "Carole", "Cécile", "Chloé",
        "Christian", "Claire", "Claude", "Clément", "Colette", "Corinne", "Damien", "Daniel", "Delphine", "Denis",
        "Didier", "Dominique", "Édith", "Élise", "Émilie", "Emma", "Éric", "Estelle", "Étienne", "Fabien", "Fanny",
        "Florence", "François", "Françoise", "Gaëlle", "Geneviève", "Georges", "Gérard", "Gilles", "Guillaume",
        "Hélène", "Henri", "Hervé", "Hugo", "Inès", "Irène", "Isabelle", "Jacques", "Jean", "Jeanne", "Jérôme",
        "Joël", "Julie", "Julien", "Karine", "Laura", "Laurent", "Léa", "Léon", "Louis", "Louise", "Lucas", "Lucie",
        "Manon", "Marc", "Marguerite", "Marie", "Marion", "Martine", "Mathilde", "Maxime", "Michel", "Monique",
        "Nadia", "Nathalie", "Nicolas", "Noémie", "Odile", "Olivier", "Pascal", "Patrick", "Paul", "Pauline",
        "Philippe", "Pierre", "Rachel", "Raphaël", "Régine", "Rémi", "René", "Robert", "Romain", "Rose", "Sabine",
        "Samuel", "Sandrine", "Sarah", "Sébastien", "Serge", "Simon", "Solène", "Sophie", "Stéphane", "Sylvie",
        "Théo", "Thérèse", "Thomas", "Valérie", "Vincent", "Xavier", "Yann", "Yves", "Zoé",
    ];

    public static readonly string[] FamilyStems =
    [
        "Abel", "Adam", "Albar", "Allar", "Amard", "Arnol", "Aubar", "Bagar", "Balar", "Barbel", "Bardon", "Bazin",
        "Bedar", "Belan", "Bernol", "Bertin", "Bessol", "Billar", "Blanchar", "Boisar", "Bonnar", "Bordel", "Boucar",
        "Bressol", "Brunar", "Cabrol", "Caillar", "Calmel", "Carbon", "Casten", "Cazal", "Chabrol", "Champar",
        "Charbon", "Chaumel", "Chevar", "Clavel", "Colar", "Combar", "Cordel", "Costar", "Courbel", "Crespol",
        "Dalmar", "Daubar", "Delmar", "Desmol", "Donnar", "Dubar", "Dumol", "Durandel", "Escaf", "Estev", "Fabrol",
        "Farg", "Faucar", "Ferrol", "Figar", "Flament", "Fontan", "Forestol", "Fourcar", "Gaillar", "Galtel",
        "Garrig", "Gauthar", "Gimbel", "Girol", "Gontar", "Granel", "Guichar", "Guiral", "Hébrar", "Jaubar",
        "Joubel", "Labar", "Lacaz", "Lafont", "Lagar", "Lamol", "Larroq", "Lavergn", "Lebar", "Légal", "Lomar",
        "Malar", "Marcel", "Marqu", "Massol", "Mazar", "Méric", "Mont", "Moulin", "Navar", "Noug", "Olivar",
        "Pagès", "Palis", "Pelissol", "Perrin", "Peyrol", "Pradel", "Puech", "Quint", "Ramond", "Raynal", "Reboul",
        "Ricard", "Rigal", "Rivar", "Roquel", "Rouv", "Sabat", "Salvan", "Sarraz", "Ségur", "Serrad", "Solar",
        "Soubir", "Tard", "Teyss", "Tisn", "Torrel", "Valad", "Vayss", "Verdol", "Vernh", "Vidal", "Vign", "Viguar",
    ];

    public static readonly string[] FamilyEnds =
    [
        "", "ac", "ade", "al", "an", "ard", "ade", "at", "aud", "ay", "e", "eau", "el", "ent", "er", "ès", "et",
        "ette", "ié", "ier", "ieu", "in", "is", "ol", "on", "ot", "ou", "our", "oux", "y",
    ];

    public static readonly string[] TownFirsts =
    [
        "Auriac", "Bellefont", "Belval", "Boisclair", "Castelbrun", "Chantemerle", "Clairval", "Combelongue",
        "Fontvieille", "Grandpré", "Hautefage", "Laroque", "Lavalette", "Mirefleur", "Montclair", "Montsec",
        "Peyrefitte", "Pontarlé", "Puylaur", "Rochebrune", "Saint-Abel", "Saint-Clar", "Saint-Elme", "Saint-Lier",
        "Sainte-Aure", "Sainte-Mélie", "Valfleury", "Verfeil", "Vieilleville", "Villeclaire",
    ];

    public static readonly string[] TownLasts =
    [
        "", "-la-Forêt", "-le-Bas", "-le-Haut", "-le-Vieux", "-les-Bains", "-les-Pins", "-sous-Bois", "-sur-Aure",
        "-sur-Brize", "-sur-Céleste", "-sur-Lère", "-du-Causse", "-en-Plaine", "-de-Rive",
    ];

    public static readonly string[] StructureKinds =
    [
        "Cabinet", "Cabinet de groupe", "Maison de santé", "Pharmacie", "Centre de santé", "Clinique",
        "Centre hospitalier", "EHPAD", "Laboratoire", "Cabinet infirmier", "Centre de rééducation", "SSIAD",
    ];

    public static readonly string[] StructureNames =
    [
        "des Tilleuls", "du Pont", "de la Halle", "des Remparts", "du Moulin", "de la Source", "des Acacias",
        "du Vallon", "de la Gare", "des Cèdres", "du Parc", "de la Fontaine", "des Oliviers", "du Château",
        "de la Place", "des Platanes", "du Canal", "des Glycines", "du Stade", "de l'Église",
    ];

    public static readonly (string Code, string Name)[] Departments =
    [
        ("09", "Ariège"), ("11", "Aude"), ("12", "Aveyron"), ("13", "Bouches-du-Rhône"), ("24", "Dordogne"),
        ("2A", "Corse-du-Sud"), ("30", "Gard"), ("31", "Haute-Garonne"), ("32", "Gers"), ("33", "Gironde"),
        ("34", "Hérault"), ("46", "Lot"), ("48", "Lozère"), ("65", "Hautes-Pyrénées"), ("66", "Pyrénées-Orientales"),
        ("69", "Rhône"), ("75", "Paris"), ("81", "Tarn"), ("82", "Tarn-et-Garonne"), ("974", "La Réunion"),
    ];

    public static readonly (string Code, string Name, int Share)[] Professions =
    [
        ("60", "Infirmier", 40), ("10", "Médecin", 24), ("70", "Masseur-Kinésithérapeute", 10), ("21", "Pharmacien", 8),
        ("93", "Psychologue", 6), ("40", "Chirurgien-Dentiste", 5), ("91", "Orthophoniste", 3), ("50", "Sage-Femme", 2),
        ("94", "Ergothérapeute", 1), ("95", "Diététicien", 1),
    ];

    public static readonly (string Code, string Name)[] Specialties =
    [
        ("SM54", "Médecine Générale"), ("SM54", "Médecine Générale"), ("SM54", "Médecine Générale"),
        ("SM54", "Médecine Générale"), ("SM04", "Cardiologie et maladies vasculaires"), ("SM15", "Dermatologie"),
        ("SM24", "Gériatrie"), ("SM40", "Pédiatrie"), ("SM42", "Psychiatrie"), ("SM38", "Ophtalmologie"),
    ];
}
