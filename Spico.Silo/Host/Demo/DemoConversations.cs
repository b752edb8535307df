using Spico.Protocol.V1;

namespace Spico.Silo.Host.Demo;

/// <summary>
/// What they write to each other, about four invented patients above all, of whom a title tells initials and a town, as
/// it should in life.
/// </summary>
internal static class DemoConversations
{
    public static readonly DemoConversation[] All =
    [
        new(1, "M. D. – retour à domicile (Valfictif)", ["yann", "ines", "paul", "hugo", "sonia", "marc", "clara"],
        [
            new("yann", "Bonjour à tous, je crée ce fil pour préparer la sortie de M. D., prévue jeudi."),
            new("hugo", "Sortie confirmée jeudi à 14 h. Fracture du col opérée il y a neuf jours, appui autorisé " +
                "avec déambulateur. Compte rendu dans sa messagerie de santé, docteur.", DataClass.Medical),
            new("paul", "Bien reçu, merci. Je passe le voir vendredi en fin de matinée."),
            new("ines", "Je peux assurer les passages matin et soir dès jeudi soir. Qui a l'ordonnance pour les HBPM ?",
                DataClass.Medical),
            new("hugo", "Elle part avec lui : énoxaparine 4 000 UI une fois par jour jusqu'au 35e jour, plaquettes " +
                "deux fois par semaine.", DataClass.Medical),
            new("sonia", "Le traitement sera prêt mercredi soir, je peux livrer à domicile. Il reste du tramadol " +
                "chez lui d'une ancienne prescription : à reprendre ?", DataClass.Medical),
            new("paul", "Oui, à reprendre s'il vous plaît. On reste au paracétamol pour l'instant.", DataClass.Medical),
            new("marc", "Une auxiliaire de vie passera de 11 h 30 à 13 h tous les jours, début vendredi. Le logement " +
                "est au deuxième sans ascenseur, c'est noté.", DataClass.Social),
            new("clara", "Première séance de kiné vendredi 16 h à domicile. Il faudrait enlever le tapis de l'entrée " +
                "avant son retour."),
            new("marc", "L'auxiliaire s'en occupe mercredi en préparant le logement."),
            new("yann", "Parfait. Je fais un point ici lundi, et je préviens sa fille du planning.", DataClass.Social),
            new("ines", "Premier passage fait : il est bien installé, TA 13/7, cicatrice propre. Il a un peu peur " +
                "des escaliers.", DataClass.Medical),
        ],
        DemoPatients.Marcel),
        new(2, "Mme R. – plaie chronique (Valfictif)", ["ines", "paul", "sonia", "karim"],
        [
            new("ines", "La plaie de jambe de Mme R. a bien diminué : 4 cm sur 2,5 ce matin contre 5 sur 3 il y a " +
                "quinze jours.", DataClass.Medical),
            new("paul", "Bonne nouvelle. Toujours exsudative ?", DataClass.Medical),
            new("ines", "Moins. Je passe à un pansement tous les deux jours si vous êtes d'accord.", DataClass.Medical),
            new("paul", "D'accord. Ordonnance envoyée à la pharmacie."),
            new("sonia", "Reçue, les pansements sont commandés, livraison demain matin."),
            new("karim", "Si la cicatrisation se confirme, nous pourrons lever la HAD fin de semaine prochaine."),
            new("ines", "Cela me paraît jouable, je vous redis mercredi après la réfection."),
        ],
        DemoPatients.Simone),
        new(3, "Mme L. – maintien à domicile (Roche-Modèle)", ["nadia", "yann", "omar", "marc", "rose", "paul"],
        [
            new("nadia", "Bonjour, visite faite chez Mme L. hier. Le réfrigérateur était presque vide et le courrier " +
                "n'est plus ouvert depuis plusieurs semaines.", DataClass.Social),
            new("omar", "Même impression de mon côté : elle s'est perdue en revenant du marché lundi.",
                DataClass.Medical),
            new("paul", "Je propose un bilan mémoire. Je demande un rendez-vous en consultation gériatrique.",
                DataClass.Medical),
            new("marc", "Nous pouvons ajouter un portage de repas et un passage le soir. Il faut une réévaluation de " +
                "l'APA.", DataClass.Social),
            new("nadia", "Je dépose la demande de réévaluation cette semaine.", DataClass.Social),
            new("rose", "Elle accepte de me rencontrer, rendez-vous mardi à domicile. Elle tient beaucoup à rester " +
                "chez elle."),
            new("yann", "Je récapitule : bilan mémoire (Dr Fictif), APA (Nadia), repas et passage du soir (Marc), " +
                "aménagement de la salle de bain (Omar). Prochain point le 12."),
            new("omar", "Barres d'appui et siège de douche commandés, pose prévue vendredi."),
        ],
        DemoPatients.Odette),
        new(4, "M. B. – entrée en EHPAD (Roche-Modèle)", ["lea", "hugo", "yann", "nadia", "sonia"],
        [
            new("lea", "M. B. arrive aux Glycines lundi à 10 h. Avez-vous les derniers éléments du dossier ?"),
            new("hugo", "Fiche de liaison et derniers bilans transmis. Attention, régime mixé et eau gélifiée depuis " +
                "le bilan orthophonique.", DataClass.Medical),
            new("lea", "Noté, la cuisine est prévenue. Allergies ?", DataClass.Medical),
            new("hugo", "Pénicilline, réaction cutanée ancienne.", DataClass.Medical),
            new("sonia", "J'envoie l'historique de délivrance des six derniers mois à l'EHPAD."),
            new("nadia", "Dossier d'aide sociale complet, décision attendue sous trois semaines.", DataClass.Social),
            new("yann", "La famille visitera la chambre dimanche. Merci à toutes et à tous."),
        ],
        DemoPatients.Henri),
        new(5, "Équipe de soins primaires du Pont-Neuf", ["emma", "paul", "julie", "ines", "clara"],
        [
            new("emma", "Rappel : réunion pluriprofessionnelle jeudi à 12 h 30, salle du premier étage."),
            new("julie", "Présente. Je voudrais dix minutes sur le suivi du post-partum."),
            new("clara", "Présente aussi, et j'apporte les cafés."),
            new("paul", "Ordre du jour : vaccination antigrippale, post-partum, cas de M. D."),
            new("ines", "J'aurai dix minutes de retard, une prise de sang à jeun avant."),
            new("emma", "C'est noté, nous commencerons par la vaccination."),
        ]),
        new(6, string.Empty, ["ines", "sonia"],
        [
            new("ines", "Bonjour Sonia, il me manque deux boîtes de compresses pour la tournée de demain."),
            new("sonia", "Je te les mets de côté, tu peux passer jusqu'à 19 h 30."),
            new("ines", "Merci ! Je passe vers 19 h."),
        ]),
        new(7, string.Empty, ["paul", "hugo"],
        [
            new("paul", "Bonsoir, auriez-vous une place en hôpital de jour la semaine prochaine, pour un bilan " +
                "de chute ?", DataClass.Medical),
            new("hugo", "Oui, mercredi 9 h. Pouvez-vous m'adresser la liste des traitements avant lundi ?",
                DataClass.Medical),
            new("paul", "C'est envoyé. Merci beaucoup."),
        ]),
    ];
}
