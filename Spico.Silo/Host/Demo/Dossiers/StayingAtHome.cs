using Spico.Protocol.V1;
using static Spico.Silo.Host.Demo.Dossiers.DemoAnswers;

namespace Spico.Silo.Host.Demo.Dossiers;

/// <summary>Mme L.: memory that fails, and a plan to stay at home as long as it is good.</summary>
internal sealed class StayingAtHome() : DemoDossier(3)
{
    private const string Son = "Michel Leçon";

    public override async Task WriteAsync(DemoRecord record)
    {
        await record.OpensAsync("yann", CareFunction.CaseManager, "Accord écrit, en présence de son fils");
        await GathersAsync(record);
        await TellsAsync(record);
        await EvaluatesAsync(record);
        await AgreesAsync(record);
        await PlansAsync(record);
        await GoesOnAsync(record);
        await record.EndsAsync("Évaluations et plan de Mme L. sont au dossier ; la réunion est à l'agenda.");
    }

    private static async Task GathersAsync(DemoRecord record)
    {
        await record.JoinsAsync("yann", "paul", CareFunction.TreatingPhysician, -70);
        await record.JoinsAsync("yann", "nadia", CareFunction.SocialWorker, -63);
        await record.JoinsAsync("yann", "omar", CareFunction.Other, -49);
        await record.JoinsAsync("yann", "marc", CareFunction.HomeHelp, -49);
        await record.JoinsAsync("yann", "rose", CareFunction.Other, -10);
        await record.StructureJoinsAsync("yann", "yann", CareFunction.CaseManager, -70);
        await record.StructureJoinsAsync("yann", "omar", CareFunction.Other, -49);
        await record.StructureJoinsAsync("yann", "marc", CareFunction.HomeHelp, -49);
        await record.RelativeJoinsAsync(
            "yann",
            new CareRelative
            {
                Name = Son,
                Kinship = "fils, habite à 40 km",
                Phone = "05 00 00 00 33",
                Roles = { RelativeRole.Carer, RelativeRole.EmergencyContact },
            },
            -70);
        await record.KnowsAsync(
            "nadia",
            "Visite à domicile",
            (AdministrativeField.Address, new AdministrativeValue { Text = "8 chemin du Modèle, Roche-Modèle" }),
            (AdministrativeField.LivingPlace, new AdministrativeValue { LivingPlace = LivingPlace.HomeAlone }),
            (AdministrativeField.HealthInsurance, new AdministrativeValue { Text = "MSA" }),
            (AdministrativeField.Allowances, new AdministrativeValue { Text = "APA, GIR 4 ; réévaluation demandée" }),
            (AdministrativeField.TreatingPhysician, new AdministrativeValue { Person = DemoRecord.PersonOf("paul") }));
        await record.FollowsAsync("yann", "yann", FollowUpState.Active, "Situation complexe : mémoire, isolement, " +
        "budget");
        await record.FollowsAsync("yann", "omar", FollowUpState.Assessing, "Troubles de la mémoire, domicile à " +
        "sécuriser");
        await record.FollowsAsync("yann", "marc", FollowUpState.Active, "Ménage et courses, repas à ajouter");
        await record.PinsAsync(
            "nadia", "Elle ouvre si l'on s'annonce par son prénom. Éviter le matin avant 10 h. La clé du gaz est " +
            "chez le voisin.");
    }

    private static async Task TellsAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        await record.NotesAsync(
            "yann", days.At(-63, 14), LiaisonKind.FamilyContact, "Son fils appelle : factures impayées, deux " +
            "retraits de cent euros le même jour dont elle ne se souvient pas.");
        await record.NotesAsync(
            "nadia", days.At(-49, 10, 30), LiaisonKind.SocialAction, "Échéancier obtenu pour l'électricité. Elle " +
            "accepte qu'on ouvre le courrier ensemble le lundi.");
        await record.NotesAsync(
            "marc", days.At(-35, 12), LiaisonKind.Observation, "Deux casseroles brûlées à la poubelle. Plaque à gaz " +
            ": l'auxiliaire ferme l'arrivée en partant.", LiaisonSeverity.Important);
        await record.NotesAsync(
            "paul", days.At(-28, 16), LiaisonKind.MedicationChange, "Pilulier hebdomadaire préparé par la pharmacie. " +
            "Arrêt de l'hydroxyzine, qui aggrave la confusion.", LiaisonSeverity.Important);
        ulong lost = await record.NotesAsync(
            "omar", days.At(-12, 11, 40), LiaisonKind.Incident, "S'est perdue en revenant du marché, ramenée par les " +
            "gendarmes à 11 h. Pas de blessure, inquiète, ne savait plus son adresse.", LiaisonSeverity.Critical);
        await record.AcknowledgesAsync("yann", lost);
        await record.AcknowledgesAsync("paul", lost);
        await record.AcknowledgesAsync("marc", lost);
        await record.NotesAsync(
            "nadia", days.At(-7, 15), LiaisonKind.Observation, "Réfrigérateur presque vide, courrier fermé depuis " +
            "plusieurs semaines. Poids 49 kg à la pharmacie (52 kg au printemps).", LiaisonSeverity.Important);
        await record.NotesAsync(
            "omar", days.At(-4, 15, 30), LiaisonKind.Equipment, "Barres d'appui et siège de douche commandés, pose " +
            "vendredi. Chemin lumineux à prévoir entre le lit et les toilettes.");
        await record.NotesAsync(
            "rose", days.At(-2, 17), LiaisonKind.VisitDone, "Premier entretien à domicile. Humeur triste, peur de « " +
            "la maison de retraite ». Accepte de me revoir tous les mardis.");
    }

    private static async Task EvaluatesAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        await record.FillsAsync(
            "nadia", Social,
            Group(
                "famille", Choice("situation-familiale", "veuf"), Is("vit-seul", true), Count("enfants", 1)),
            Group("activite", Choice("statut-activite", "retraite"), Text("profession", "Couturière")),
            Group("protection", Choice("regime", "msa"), Choice("droits", "apa"), Count("gir", 4)),
            Group("juridique", Choice("mesure", "aucune")),
            Group(
                "ressources", Choice("ressources-suffisantes", "partiel"),
                Text("difficultes", "Électricité : échéancier en cours jusqu'en mars")));
        await record.FillsAsync(
            "omar", Living,
            Group("logement", Choice("logement-type", "maison"), Choice("adapte", "partiel")),
            Group(
                "autonomie", Choice("autonomie-toilette", "seul"), Choice("autonomie-repas", "aide-partielle"),
                Choice("autonomie-exterieur", "aide-partielle"), Is("conduit", false)),
            Group("aides", Choice("aide-type", "menage"), Text("aide-rythme", "Lundi et jeudi, 2 h")),
            Group("aidants", Is("aidant-present", true), Group("aidant", Member("aidant-qui", record.MemberOf(Son)))),
            Group("risques", Choice("risque", "incendie", "isolement", "denutrition")));
        await record.DepositsAsync(
            "omar",
            new NewDossierDocument
            {
                Title = "Évaluation d'ergothérapie",
                Category = DocumentCategory.Evaluation,
                DatedAt = days.At(-5, 16),
                Author = "Omar Esquisse, équipe spécialisée Alzheimer",
            },
            "Se lave et s'habille seule, séquence à rappeler certains jours.",
            "Cuisine : oublis répétés sur le gaz. Proposer plaque à induction avec coupure.",
            "Dehors : s'oriente au quartier, plus au marché. Bracelet avec adresse accepté.");
        await record.DepositsAsync(
            "paul",
            new NewDossierDocument
            {
                Title = "Directives anticipées",
                Category = DocumentCategory.AdvanceDirectives,
                Level = DocumentLevel.Restricted,
                DatedAt = days.At(-20, 10),
                Author = "Mme L.",
            },
            "Écrites de sa main, recueillies au cabinet.");
    }

    private static async Task AgreesAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        await record.FillsAsync(
            "yann", PlanGeneral,
            Group(
                "demande", Member("demandeur", record.MemberOf("nadia")),
                Text("motif", "Troubles de la mémoire, perte de poids, budget : elle veut rester chez elle"),
                Date("date-evaluation", days.DateOf(-5))),
            Group(
                "information", Is("informee", true),
                Text("joindre", "Yann, au dispositif d'appui, numéro sur le réfrigérateur")),
            Group("participants", Member("participant", record.MemberOf("omar")), Text("participant-role", "Domicile")),
            Group("participants", Member("participant", record.MemberOf("nadia")), Text("participant-role", "Droits")),
            Group(
                "alerte", Text("alerte-signes", "Se perd, ne mange plus, odeur de gaz, refus de l'aide"),
                Member("alerte-qui", record.MemberOf("yann"), record.MemberOf(Son))));
        await record.FillsAsync(
            "yann", PlanSynthesis,
            Group("projet", Text("projet-personne", "Rester chez elle, avec son jardin et ses poules")),
            Group(
                "dimensions",
                Group(
                    "dim-psychologique",
                    Text("dim-psychologique-problemes", "Plainte de mémoire, tristesse, peur de l'établissement"),
                    Choice("dim-psychologique-priorite", "haute"))),
            Group("necessaire", Text("priorites-necessaires", "Manger, sécuriser le gaz, faire le bilan de mémoire")),
            Text("synthese", "Dame de 88 ans, veuve, fière de son autonomie ; l'équilibre tient à des aides " +
            "acceptées."));
    }

    private static async Task PlansAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        var plan = new DemoPlan(record, "yann");
        await plan.HeadsAsync(days.At(60, 14), "Lu avec Mme L. et son fils ; elle a choisi l'ordre des objectifs");
        await plan.AimsAsync("Dénutrition", "Retrouver 52 kg", "Poids chaque mois à la pharmacie", days.At(60));
        await plan.AimsAsync(
            "Sécurité", "Sortir seule dans le quartier sans danger", "Aucun égarement pendant un mois", days.At(45));
        await plan.SetsAsideAsync(
            "Isolement", "Accueil de jour une fois par semaine", "Elle ne le souhaite pas pour l'instant, à " +
            "reproposer");
        await plan.ActsAsync(1, "Portage de repas, sept jours sur sept", "marc", days.At(6, 18));
        await plan.ActsAsync(2, "Plaque à induction et coupure du gaz", "omar", days.At(12, 18));
        await plan.ActsAsync(2, "Bilan de mémoire : rendez-vous en gériatrie", "paul", days.At(-3, 18));
        await plan.ValidatesAsync();
    }

    private static async Task GoesOnAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        ulong allowance = await record.AsksAsync("yann", new NewCareTask
        {
            Title = "Demander la réévaluation de l'APA",
            Person = DemoRecord.PersonOf("nadia"),
            Priority = CareTaskPriority.Urgent,
            DueAt = days.At(4, 12),
        });
        await record.MovesAsync(
            "nadia", allowance, "Dossier déposé, pièce d'identité demandée",
            CareTaskState.Accepted, CareTaskState.InProgress, CareTaskState.OnHold);
        await record.BooksAsync("rose", new AppointmentDetails
        {
            Kind = AppointmentKind.HomeVisit,
            Title = "Entretien psychologique",
            Place = "À domicile",
            StartsAt = days.Next(DayOfWeek.Tuesday, 10, 30),
            Minutes = 60,
            Recurrence = new Recurrence { Unit = RecurrenceUnit.Week, Count = 12 },
        });
        await record.BooksAsync(
            "yann",
            new AppointmentDetails
            {
                Kind = AppointmentKind.Meeting,
                Title = "Réunion de concertation Mme L.",
                Place = "Dispositif d'appui du Val",
                StartsAt = days.Next(DayOfWeek.Thursday, 14),
                Minutes = 60,
            },
            "paul", "nadia", "omar", "marc", "rose");
    }
}
