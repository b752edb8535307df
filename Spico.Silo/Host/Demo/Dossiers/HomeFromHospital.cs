using Spico.Protocol.V1;
using static Spico.Silo.Host.Demo.Dossiers.DemoAnswers;

namespace Spico.Silo.Host.Demo.Dossiers;

/// <summary>M. D.: falls, a broken hip, the way home, and a fright that turns out well.</summary>
internal sealed class HomeFromHospital() : DemoDossier(1)
{
    private const string Daughter = "Claire Dessin";

    public override async Task WriteAsync(DemoRecord record)
    {
        await record.OpensAsync(
            "yann", CareFunction.Coordinator, "Accord écrit, signé à domicile en présence de sa fille");
        await GathersAsync(record);
        await TellsOfTheFallAsync(record);
        await ComesHomeAsync(record);
        await PlansAsync(record);
        await TakesFrightAsync(record);
        await record.EndsAsync("Le dossier de M. D. est à jour : plan de coordination validé, prochain point lundi.");
    }

    private static async Task GathersAsync(DemoRecord record)
    {
        await record.JoinsAsync("yann", "paul", CareFunction.TreatingPhysician, -42);
        await record.JoinsAsync("yann", "ines", CareFunction.Nurse, -41);
        await record.JoinsAsync("yann", "sonia", CareFunction.Pharmacist, -41);
        await record.JoinsAsync("yann", "marc", CareFunction.HomeHelp, -36);
        await record.StructureJoinsAsync("yann", "marc", CareFunction.HomeHelp, -36);
        await record.StructureJoinsAsync("yann", "yann", CareFunction.CaseManager, -42);
        await record.JoinsAsync("yann", "hugo", CareFunction.HospitalUnit, -12);
        await record.JoinsAsync("yann", "clara", CareFunction.Physiotherapist, -3);
        await record.RelativeJoinsAsync(
            "yann",
            new CareRelative
            {
                Name = Daughter,
                Kinship = "fille",
                Phone = "05 00 00 00 21",
                Roles = { RelativeRole.Carer, RelativeRole.PersonOfTrust, RelativeRole.EmergencyContact },
                Designation = "Formulaire signé, remis au CH du Val",
            },
            -42);
        await record.KnowsAsync(
            "yann",
            "Entretien d'accueil avec M. D. et sa fille",
            (AdministrativeField.Address, new AdministrativeValue { Text = "12 rue des Exemples, Valfictif" }),
            (AdministrativeField.Phone, new AdministrativeValue { Text = "05 00 00 00 12" }),
            (AdministrativeField.LivingPlace, new AdministrativeValue { LivingPlace = LivingPlace.HomeAlone }),
            (AdministrativeField.HealthInsurance, new AdministrativeValue { Text = "Régime général" }),
            (AdministrativeField.TreatingPhysician, new AdministrativeValue { Person = DemoRecord.PersonOf("paul") }));
        await record.FollowsAsync("yann", "yann", FollowUpState.Active, "Chutes à répétition, vit seul à l'étage");
        await record.FollowsAsync("yann", "marc", FollowUpState.Active, "Ménage, puis aide au repas après la sortie");
        await record.PinsAsync(
            "ines", "2e étage gauche, sans ascenseur. Sonner longtemps : il entend mal de l'oreille droite. La " +
            "voisine du premier a un double des clés.");
    }

    private static async Task TellsOfTheFallAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        await record.NotesAsync(
            "ines", days.At(-41, 10, 30), LiaisonKind.VisitDone, "Première visite à la demande du Dr Fictif. Se " +
            "déplace avec une canne, tapis dans l'entrée, couloir mal éclairé. TA 14/8, 71 kg.");
        await record.NotesAsync(
            "marc", days.At(-34, 17), LiaisonKind.SocialAction, "Aide au ménage mise en place, mardi matin, 2 h.");
        await record.NotesAsync(
            "ines", days.At(-27, 9, 15), LiaisonKind.Observation, "Se dit fatigué, mange peu le soir. 70 kg (− 1 kg " +
            "en deux semaines).", LiaisonSeverity.Important);
        await record.NotesAsync(
            "paul", days.At(-20, 11), LiaisonKind.MedicationChange, "Arrêt du zolpidem : somnolence le matin et deux " +
            "presque-chutes. Pas de relais, conseils de sommeil donnés.", LiaisonSeverity.Important);
        ulong fall = await record.NotesAsync(
            "ines", days.At(-12, 21, 10), LiaisonKind.Incident, "Chute dans l'entrée vers 20 h 30, trouvé par sa " +
            "voisine. Hanche gauche douloureuse, membre raccourci en rotation externe : le 15 l'a fait transporter " +
            "au CH du Val.",
            LiaisonSeverity.Critical);
        await record.AcknowledgesAsync("paul", fall);
        await record.AcknowledgesAsync("yann", fall);
        ulong stay = await StaysAsync(record);
        await record.NotesAsync(
            "hugo", days.At(-9, 16), LiaisonKind.Transmission, "Fracture du col fémoral gauche, prothèse " +
            "intermédiaire posée hier. Suites simples, levé au fauteuil ce matin. Albumine 31 g/l : compléments " +
            "nutritionnels.");
        await record.NotesAsync(
            "hugo", days.At(-5, 15), LiaisonKind.Transmission, "Marche 20 m avec déambulateur, appui autorisé. MMSE " +
            "27/30. Sortie possible en fin de semaine si le domicile est prêt.");
        await record.NotesAsync(
            "yann", days.At(-3, 10), LiaisonKind.FamilyContact, "Sa fille viendra deux fois par semaine. Elle craint " +
            "l'escalier ; la téléassistance est acceptée.");
        await record.DoesAsync("hugo", new Command
        {
            ChangeStay = new ChangeStayRequest
            {
                Move = new StayMove
                {
                    Stay = stay,
                    From = StayState.Admitted,
                    To = StayState.Discharged,
                    At = days.At(-1, 14),
                    Circumstances = StayCircumstances.MedicalDecision,
                    Destination = StayDestination.Home,
                    Note = "Ordonnances et compte rendu remis",
                },
            },
        });
    }

    private static async Task<ulong> StaysAsync(DemoRecord record)
    {
        Reply arrived = await record.DoesAsync("yann", new Command
        {
            ChangeStay = new ChangeStayRequest
            {
                Record = new NewStay
                {
                    State = StayState.Arrived,
                    Hospital = "Centre hospitalier du Val",
                    Structure = DemoRecord.StructureOf("hugo"),
                    Ward = "Urgences",
                    Reason = "Chute, suspicion de fracture du col fémoral gauche",
                    At = record.Days.At(-12, 21, 40),
                },
            },
        });
        ulong stay = arrived.ChangeStay.Stay;
        await record.DoesAsync("hugo", new Command
        {
            ChangeStay = new ChangeStayRequest
            {
                Move = new StayMove
                {
                    Stay = stay,
                    From = StayState.Arrived,
                    To = StayState.Admitted,
                    At = record.Days.At(-11, 2, 15),
                    Ward = "Orthogériatrie",
                },
            },
        });
        return stay;
    }

    private static async Task ComesHomeAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        await record.DepositsAsync(
            "hugo",
            new NewDossierDocument
            {
                Title = "Compte rendu d'hospitalisation",
                Category = DocumentCategory.HospitalReport,
                DatedAt = days.At(-1, 11),
                Author = "Dr Hugo Imaginaire, orthogériatrie",
            },
            "M. D., 84 ans. Entré pour fracture du col fémoral gauche après une chute.",
            "Prothèse intermédiaire, suites simples. Appui autorisé avec déambulateur.",
            "Enoxaparine 4 000 UI/j jusqu'au 35e jour, plaquettes deux fois par semaine.",
            "Albumine 31 g/l : compléments nutritionnels, à contrôler dans un mois.");
        await record.DepositsAsync(
            "hugo",
            new NewDossierDocument
            {
                Title = "Ordonnance de sortie",
                Category = DocumentCategory.Prescription,
                DatedAt = days.At(-1, 11),
                Author = "Dr Hugo Imaginaire",
            },
            "Paracétamol 1 g, 3 fois par jour si douleur.",
            "Enoxaparine 4 000 UI, 1 injection sous-cutanée par jour.",
            "Soins infirmiers à domicile, tous les jours, dimanches et jours fériés compris.");
        await record.NotesAsync(
            "sonia", days.At(-2, 14, 30), LiaisonKind.Equipment, "Déambulateur et rehausseur livrés, énoxaparine et " +
            "paracétamol prêts. Ancien tramadol repris à la demande du Dr Fictif.");
        await record.NotesAsync(
            "ines", days.At(-1, 18, 40), LiaisonKind.VisitDone, "Rentré à 14 h, bien installé. TA 13/7, cicatrice " +
            "propre, énoxaparine faite. Il a un peu peur des escaliers.");
        ulong rug = await record.AsksAsync("yann", new NewCareTask
        {
            Title = "Enlever le tapis de l'entrée avant le retour",
            Structure = DemoRecord.StructureOf("marc"),
            Priority = CareTaskPriority.Urgent,
            DueAt = days.At(-2, 18),
        });
        await record.MovesAsync(
            "marc", rug, "Fait en préparant le logement, éclairage changé aussi",
            CareTaskState.Accepted, CareTaskState.InProgress, CareTaskState.Done);
        ulong platelets = await record.AsksAsync("hugo", new NewCareTask
        {
            Title = "Plaquettes deux fois par semaine sous énoxaparine",
            Person = DemoRecord.PersonOf("ines"),
            DueAt = days.At(27, 9),
        });
        await record.MovesAsync(
            "ines", platelets, "Mardi et vendredi, à jeun", CareTaskState.Accepted, CareTaskState.InProgress);
        await record.AsksAsync("yann", new NewCareTask
        {
            Title = "Faire poser la téléassistance",
            Description = "Accord de M. D. et de sa fille. Dossier à envoyer au service du Val.",
            Person = DemoRecord.PersonOf("yann"),
            Priority = CareTaskPriority.Urgent,
            DueAt = days.At(-1, 17),
        });
        await record.AsksAsync("ines", new NewCareTask
        {
            Title = "Ablation des agrafes",
            Person = DemoRecord.PersonOf("ines"),
            DueAt = days.At(5, 9),
        });
        await BooksAsync(record);
    }

    private static async Task BooksAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        await record.BooksAsync("ines", new AppointmentDetails
        {
            Kind = AppointmentKind.HomeVisit,
            Title = "Soins du matin et injection",
            Place = "À domicile",
            StartsAt = days.At(1, 8),
            Minutes = 30,
            Recurrence = new Recurrence { Unit = RecurrenceUnit.Day, Count = 28 },
        });
        await record.BooksAsync("clara", new AppointmentDetails
        {
            Kind = AppointmentKind.HomeVisit,
            Title = "Kinésithérapie : marche et escaliers",
            Place = "À domicile",
            StartsAt = days.Next(DayOfWeek.Monday, 16),
            Minutes = 45,
            Recurrence = new Recurrence { Unit = RecurrenceUnit.Week, Weekdays = { 1, 3, 5 }, Count = 15 },
        });
        await record.BooksAsync(
            "paul",
            new AppointmentDetails
            {
                Kind = AppointmentKind.Meeting,
                Title = "Point de coordination M. D.",
                Place = "Maison de santé du Pont-Neuf",
                StartsAt = days.Next(DayOfWeek.Thursday, 12, 30),
                Minutes = 30,
            },
            "yann", "ines", "clara");
    }

    private static async Task PlansAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        await record.FillsAsync(
            "paul", Medical,
            Group(
                "problemes", Text("probleme", "Fracture du col fémoral gauche opérée"),
                Choice("probleme-etat", "actif")),
            Group("problemes", Text("probleme", "Hypertension artérielle"), Choice("probleme-etat", "stabilise")),
            Group("allergies", Choice("allergie-connue", "non")),
            Group("mesures", Amount("poids", "70", "kg"), Text("tension", "13/7"), Count("douleur", 3)),
            Group("etat", Choice("cognition", "normales"), Choice("humeur", "anxieuse"), Count("chutes", 3)));
        await record.FillsAsync(
            "marc", Living,
            Group(
                "logement", Choice("logement-type", "appartement"), Count("etage", 2), Is("ascenseur", false),
                Choice("adapte", "partiel"), Text("adaptations", "Barre d'appui dans l'entrée, siège de douche"),
                Choice("equipements", "deambulateur", "wc")),
            Group("autonomie", Choice("autonomie-toilette", "aide-partielle"), Choice("autonomie-repas", "seul")),
            Group("aides", Choice("aide-type", "menage"), Text("aide-rythme", "Mardi matin, 2 h")),
            Group("aides", Choice("aide-type", "repas"), Text("aide-rythme", "Tous les jours de 11 h 30 à 13 h")),
            Group(
                "aidants", Is("aidant-present", true),
                Group("aidant", Member("aidant-qui", record.MemberOf(Daughter)), Count("aidant-fatigue", 4))),
            Group("risques", Choice("risque", "chute", "denutrition")));
        await record.FillsAsync(
            "yann", PlanGeneral,
            Group(
                "demande", Member("demandeur", record.MemberOf("paul")),
                Text("motif", "Trois chutes en un an, fracture, vit seul au deuxième étage sans ascenseur"),
                Date("date-evaluation", days.DateOf(-3))),
            Group(
                "information", Is("informee", true), Member("confiance", record.MemberOf(Daughter)),
                Text("joindre", "Au dispositif d'appui du Val, du lundi au vendredi")),
            Group("participants", Member("participant", record.MemberOf("ines")), Text("participant-role", "Soins")),
            Group("participants", Member("participant", record.MemberOf("clara")), Text("participant-role", "Marche")),
            Group(
                "alerte", Text("alerte-signes", "Nouvelle chute, mollet douloureux, essoufflement, fièvre"),
                Member("alerte-qui", record.MemberOf("paul")),
                Text("alerte-conduite", "Appeler le médecin traitant ; le 15 si essoufflement ou malaise")));
        await record.FillsAsync(
            "yann", PlanSynthesis,
            Group(
                "projet", Text("projet-personne", "Rester chez lui et retourner au marché du samedi"),
                Text("preferences", "Ne veut pas d'un fauteuil roulant")),
            Group("necessaire", Text("priorites-necessaires", "Ne plus tomber, reprendre du poids")),
            Text("synthese", "Homme de 84 ans, autonome avant la fracture, bien entouré, logement à adapter."));
        await SetsGoalsAsync(record);
    }

    private static async Task SetsGoalsAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        var plan = new DemoPlan(record, "yann");
        await plan.HeadsAsync(days.At(42, 10), "Lu avec M. D. et sa fille, il en garde un exemplaire");
        await plan.AimsAsync(
            "Chutes", "Monter et descendre l'escalier seul, avec la rampe", "Deux étages sans pause", days.At(42));
        await plan.AimsAsync("Dénutrition", "Retrouver 72 kg", "Poids chaque lundi, albumine à un mois", days.At(60));
        await plan.ActsAsync(1, "Rééducation à domicile, trois séances par semaine", "clara", days.At(35, 18));
        await plan.ActsAsync(1, "Barre d'appui dans l'entrée et siège de douche", "marc", days.At(9, 18));
        await plan.ActsAsync(2, "Compléments nutritionnels et pesée du lundi", "ines", days.At(60, 18));
        await plan.ValidatesAsync();
    }

    // What is said in the conversation, filed in the notebook.
    private static async Task TakesFrightAsync(DemoRecord record)
    {
        PostMessageResponse raised = await record.PostsAsync("ines", new PostMessageRequest
        {
            Text = "Mollet gauche tendu et douloureux ce matin, plus chaud que l'autre, un peu essoufflé à la " +
                "marche. Saturation 95 %.",
            DataClass = DataClass.Medical,
            Urgent = new Escalation(),
        });
        var conversation = new AcknowledgeUrgencyRequest { Urgency = raised.Urgency };
        await record.DoesAsync("paul", new Command { AcknowledgeUrgency = record.InTalk(conversation) });
        await record.PostsAsync("paul", new PostMessageRequest
        {
            Text = "J'arrive. Écho-doppler demandé au CH pour 14 h, ambulance prévenue. Pas de seconde injection " +
                "d'ici là.",
            DataClass = DataClass.Medical,
            Quote = raised.Position.Seq,
        });
        await record.PostsAsync("hugo", new PostMessageRequest
        {
            Text = "Doppler négatif : hématome du mollet, pas de phlébite. Il rentre ce soir, énoxaparine inchangée.",
            DataClass = DataClass.Medical,
        });
        var resolution = new ResolveUrgencyRequest { Urgency = raised.Urgency };
        await record.DoesAsync("paul", new Command { ResolveUrgency = record.InTalk(resolution) });
        ulong filed = await record.FilesAsync(
            "ines", raised.Position.Seq, LiaisonKind.Incident, LiaisonSeverity.Critical,
            "Mollet gauche douloureux et chaud : doppler en urgence, négatif. Hématome ; surveillance, glace, pas de " +
            "changement de traitement.");
        await record.AcknowledgesAsync("paul", filed);
        await record.AcknowledgesAsync("yann", filed);
        await record.AcknowledgesAsync("clara", filed);
    }
}
