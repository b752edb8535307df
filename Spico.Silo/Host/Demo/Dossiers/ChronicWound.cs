using Spico.Protocol.V1;
using static Spico.Silo.Host.Demo.Dossiers.DemoAnswers;

namespace Spico.Silo.Host.Demo.Dossiers;

/// <summary>Mme R.: a leg ulcer that closes, week by week, under hospital care at home.</summary>
internal sealed class ChronicWound() : DemoDossier(2)
{
    public override async Task WriteAsync(DemoRecord record)
    {
        await record.OpensAsync("ines", CareFunction.Nurse, "Accord écrit, au domicile");
        await GathersAsync(record);
        await TellsAsync(record);
        await DocumentsAsync(record);
        await GoesOnAsync(record);
        await record.EndsAsync("Le suivi de la plaie de Mme R. est au dossier, avec le protocole et le bilan.");
    }

    private static async Task GathersAsync(DemoRecord record)
    {
        await record.JoinsAsync("ines", "paul", CareFunction.TreatingPhysician, -56);
        await record.JoinsAsync("ines", "sonia", CareFunction.Pharmacist, -55);
        await record.JoinsAsync("ines", "karim", CareFunction.HospitalUnit, -45);
        await record.StructureJoinsAsync("ines", "karim", CareFunction.HospitalUnit, -45);
        await record.DoesAsync("ines", new Command
        {
            RecordConsent = new RecordConsentRequest
            {
                Consent = new SharingConsent
                {
                    State = ConsentState.Refused,
                    Persons = { DemoRecord.PersonOf("nadia") },
                    Means = ConsentMeans.Oral,
                    Proof = "Ne souhaite pas que le centre d'action sociale soit informé",
                },
            },
        });
        await record.KnowsAsync(
            "ines",
            "Vu avec Mme R.",
            (AdministrativeField.Address, new AdministrativeValue { Text = "3 place de la Halle, Valfictif" }),
            (AdministrativeField.LivingPlace, new AdministrativeValue { LivingPlace = LivingPlace.HomeWithOthers }),
            (AdministrativeField.TreatingPhysician, new AdministrativeValue { Person = DemoRecord.PersonOf("paul") }));
        await record.FollowsAsync("karim", "karim", FollowUpState.Active, "Pansements complexes, trois fois par " +
        "semaine");
        await record.PinsAsync(
            "ines", "Pansement : la jambe surélevée dix minutes avant. Le chat doit être dans l'autre pièce.");
    }

    private static async Task TellsAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        await record.NotesAsync(
            "ines", days.At(-55, 9), LiaisonKind.Observation, "Ulcère veineux de la jambe droite, face interne : 6 " +
            "cm sur 4, fibrineux, exsudat abondant, douleur 6/10 au pansement.");
        await record.NotesAsync(
            "paul", days.At(-52, 12), LiaisonKind.MedicationChange, "Index de pression systolique 1,1 : compression " +
            "multitypes possible. Paracétamol une heure avant le pansement.", LiaisonSeverity.Important);
        await record.NotesAsync(
            "karim", days.At(-45, 15), LiaisonKind.Transmission, "Prise en charge en HAD ce jour. Protocole : " +
            "alginate, bandes à allongement court, réfection un jour sur deux.");
        ulong infection = await record.NotesAsync(
            "ines", days.At(-31, 8, 45), LiaisonKind.Observation, "Plaie malodorante, pourtour rouge et chaud, 38,4 " +
            "°C. Prélèvement fait, photo au dossier. Avis médical demandé ce matin.", LiaisonSeverity.Critical);
        await record.AcknowledgesAsync("paul", infection);
        await record.AcknowledgesAsync("karim", infection);
        await record.NotesAsync(
            "paul", days.At(-31, 13), LiaisonKind.MedicationChange, "Pristinamycine 1 g trois fois par jour, sept " +
            "jours. Pansement à l'argent jusqu'à nouvel avis.", LiaisonSeverity.Important);
        await record.NotesAsync(
            "sonia", days.At(-30, 18), LiaisonKind.Info, "Antibiotique délivré hier, pas d'interaction avec son " +
            "traitement. Rappel fait : à prendre pendant les repas.");
        await record.NotesAsync(
            "ines", days.At(-24, 9), LiaisonKind.VisitDone, "Apyrétique depuis quatre jours, rougeur disparue. 5 cm " +
            "sur 3, bourgeonnement sur les deux tiers.");
        await record.NotesAsync(
            "ines", days.At(-10, 9, 10), LiaisonKind.VisitDone, "4,5 cm sur 3, exsudat modéré, douleur 2/10. " +
            "Supporte bien les bandes, marche chaque jour jusqu'à la halle.");
        await record.NotesAsync(
            "karim", days.At(-4, 11), LiaisonKind.Transmission, "Levée de la HAD envisagée la semaine prochaine si " +
            "la surface passe sous 10 cm². Relais par le cabinet des Tilleuls.");
        await record.NotesAsync(
            "ines", days.At(-1, 8, 30), LiaisonKind.VisitDone, "4 cm sur 2,5, berges souples, plus de fibrine. On " +
            "passe à un pansement tous les deux jours.");
    }

    private static async Task DocumentsAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        await record.DepositsAsync(
            "karim",
            new NewDossierDocument
            {
                Title = "Protocole de pansement",
                Category = DocumentCategory.Prescription,
                DatedAt = days.At(-45, 15),
                Author = "Hospitalisation à domicile du Val",
            },
            "Laver à l'eau et au savon, sécher sans frotter.",
            "Alginate, compresses, bande de coton, deux bandes à allongement court.",
            "Réfection un jour sur deux. Appeler si fièvre, odeur ou douleur nouvelle.");
        await record.DepositsAsync(
            "paul",
            new NewDossierDocument
            {
                Title = "Biologie et prélèvement",
                Category = DocumentCategory.Results,
                DatedAt = days.At(-29, 17),
                Author = "Laboratoire de Valfictif",
            },
            "CRP 48 mg/l, leucocytes 11,2 G/l, albumine 36 g/l, HbA1c 5,8 %.",
            "Prélèvement : Staphylococcus aureus sensible à la pristinamycine.");
        await record.FillsAsync(
            "paul", Medical,
            Group(
                "problemes", Text("probleme", "Ulcère veineux de jambe droite"), Choice("probleme-etat", "actif"),
                Member("probleme-suivi", record.MemberOf("ines"))),
            Group("problemes", Text("probleme", "Insuffisance veineuse"), Choice("probleme-etat", "stabilise")),
            Group(
                "allergies", Choice("allergie-connue", "oui"),
                Group(
                    "allergie", Text("allergie-a", "Sparadrap"), Text("allergie-reaction", "Eczéma de contact"),
                    Choice("allergie-gravite", "legere"))),
            Group("etat", Text("peau", "Ulcère de 4 cm sur 2,5, en voie de guérison")),
            Group("soins", Choice("soin", "pansement"), Text("soin-rythme", "Un jour sur deux")));
    }

    private static async Task GoesOnAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        ulong order = await record.AsksAsync("ines", new NewCareTask
        {
            Title = "Commander les bandes à allongement court",
            Person = DemoRecord.PersonOf("sonia"),
            DueAt = days.At(2, 18),
        });
        await record.MovesAsync(
            "sonia", order, "Commandé, livré demain", CareTaskState.Accepted, CareTaskState.InProgress);
        await record.AsksAsync("ines", new NewCareTask
        {
            Title = "Décider de la levée de la HAD",
            Description = "Surface sous 10 cm² deux fois de suite, et relais organisé.",
            Structure = DemoRecord.StructureOf("karim"),
            DueAt = days.At(7, 12),
        });
        await record.AsksAsync("paul", new NewCareTask
        {
            Title = "Bas de compression : mesures et ordonnance",
            DueAt = days.At(14, 12),
        });
        await record.BooksAsync("ines", new AppointmentDetails
        {
            Kind = AppointmentKind.HomeVisit,
            Title = "Pansement de jambe",
            Place = "3 place de la Halle",
            StartsAt = days.At(1, 8, 15),
            Minutes = 45,
            Recurrence = new Recurrence { Unit = RecurrenceUnit.Day, Every = 2, Count = 20 },
        });
        await record.BooksAsync(
            "paul",
            new AppointmentDetails
            {
                Kind = AppointmentKind.HomeVisit,
                Title = "Visite conjointe : plaie, suite de la HAD",
                Place = "3 place de la Halle",
                StartsAt = days.Next(DayOfWeek.Wednesday, 11),
                Minutes = 30,
            },
            "ines", "karim");
    }
}
