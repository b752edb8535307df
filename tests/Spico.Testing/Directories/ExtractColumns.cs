namespace Spico.Testing.Directories;

/// <summary>The columns of <c>PS_LibreAcces_Personne_activite</c>, in the order the country publishes them.</summary>
public static class ExtractColumns
{
    /// <summary>All 56.</summary>
    public static readonly string[] All =
    [
        "Type d'identifiant PP", "Identifiant PP", "Identification nationale PP", "Code civilité d'exercice",
        "Libellé civilité d'exercice", "Code civilité", "Libellé civilité", "Nom d'exercice", "Prénom d'exercice",
        "Code profession", "Libellé profession", "Code catégorie professionnelle",
        "Libellé catégorie professionnelle", "Code type savoir-faire", "Libellé type savoir-faire",
        "Code savoir-faire", "Libellé savoir-faire", "Code mode exercice", "Libellé mode exercice",
        "Numéro SIRET site", "Numéro SIREN site", "Numéro FINESS site", "Numéro FINESS établissement juridique",
        "Identifiant technique de la structure", "Raison sociale site", "Enseigne commerciale site",
        "Complément destinataire (coord. structure)", "Complément point géographique (coord. structure)",
        "Numéro Voie (coord. structure)", "Indice répétition voie (coord. structure)",
        "Code type de voie (coord. structure)", "Libellé type de voie (coord. structure)",
        "Libellé Voie (coord. structure)", "Mention distribution (coord. structure)",
        "Bureau cedex (coord. structure)", "Code postal (coord. structure)", "Code commune (coord. structure)",
        "Libellé commune (coord. structure)", "Code pays (coord. structure)", "Libellé pays (coord. structure)",
        "Téléphone (coord. structure)", "Téléphone 2 (coord. structure)", "Télécopie (coord. structure)",
        "Adresse e-mail (coord. structure)", "Code Département (structure)", "Libellé Département (structure)",
        "Ancien identifiant de la structure", "Autorité d'enregistrement", "Code secteur d'activité",
        "Libellé secteur d'activité", "Code section tableau pharmaciens", "Libellé section tableau pharmaciens",
        "Code rôle", "Libellé rôle", "Code genre activité", "Libellé genre activité",
    ];

    /// <summary>The header as the file has it: the names, and a separator after the last one too.</summary>
    public static string Header { get; } = string.Join('|', All) + "|";

    /// <summary>Where a column stands.</summary>
    public static int IndexOf(string column) => Array.IndexOf(All, column) is >= 0 and var index
        ? index
        : throw new ArgumentException("No such column.", nameof(column));
}
