using Spico.Protocol.V1;
using static Spico.Silo.Host.Demo.Dossiers.DemoAnswers;

namespace Spico.Silo.Host.Demo.Dossiers;

/// <summary>M. B.: still in hospital, soon in a nursing home, and what must not be lost on the way.</summary>
internal sealed class NursingHome() : DemoDossier(4)
{
    public override async Task WriteAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        await record.OpensAsync("yann", CareFunction.Coordinator, "Accord écrit, avec sa curatrice");
        await record.JoinsAsync("yann", "hugo", CareFunction.HospitalUnit, -25);
        await record.StructureJoinsAsync("yann", "hugo", CareFunction.HospitalUnit, -25);
        await record.JoinsAsync("yann", "nadia", CareFunction.SocialWorker, -20);
        await record.JoinsAsync("yann", "sonia", CareFunction.Pharmacist, -20);
        await record.JoinsAsync("yann", "lea", CareFunction.Nurse, -8);
        await record.StructureJoinsAsync("yann", "lea", CareFunction.Other, -8);
        await record.RelativeJoinsAsync(
            "yann",
            new CareRelative
            {
                Name = "Anne Bordereau",
                Kinship = "nièce",
                Phone = "05 00 00 00 44",
                Roles = { RelativeRole.LegalRepresentative, RelativeRole.EmergencyContact },
                Protection = LegalProtection.Curatorship,
            },
            -25);
        await record.KnowsAsync(
            "nadia",
            "Dossier d'aide sociale",
            (AdministrativeField.LivingPlace, new AdministrativeValue { LivingPlace = LivingPlace.HomeAlone }),
            (AdministrativeField.Protection, new AdministrativeValue { Protection = LegalProtection.Curatorship }),
            (AdministrativeField.Allowances, new AdministrativeValue
            {
                Text = "Aide sociale à l'hébergement " +
            "demandée"
            }));
        await record.FollowsAsync("lea", "lea", FollowUpState.Assessing, "Admission prévue lundi, chambre 12");
        await record.FollowsAsync("hugo", "hugo", FollowUpState.Active, "Soins jusqu'à l'entrée aux Glycines");
        await StaysAsync(record);
        await record.NotesAsync(
            "hugo", days.At(-22, 17), LiaisonKind.Transmission, "AVC sylvien gauche, hémiparésie droite en " +
            "récupération, troubles de la déglutition. Pas de reprise du domicile envisageable.");
        await record.NotesAsync(
            "yann", days.At(-15, 11), LiaisonKind.FamilyContact, "Sa nièce souhaite Les Glycines, près de chez elle. " +
            "Visite de la chambre prévue dimanche.");
        ulong diet = await record.NotesAsync(
            "hugo", days.At(-9, 10, 30), LiaisonKind.Observation, "Bilan orthophonique : fausses routes aux " +
            "liquides. Régime mixé et eau gélifiée, jamais de verre d'eau. Allergie à la pénicilline.",
            LiaisonSeverity.Critical);
        await record.AcknowledgesAsync("lea", diet);
        await record.AcknowledgesAsync("sonia", diet);
        await record.NotesAsync(
            "nadia", days.At(-6, 14), LiaisonKind.SocialAction, "Dossier d'aide sociale complet, décision attendue " +
            "sous trois semaines.");
        await record.NotesAsync(
            "lea", days.At(-1, 16), LiaisonKind.Info, "Chambre 12 prête, cuisine prévenue du régime, fauteuil réglé " +
            "par l'ergothérapeute.");
        await GoesOnAsync(record);
        await record.EndsAsync("Tout ce qui suit M. B. aux Glycines est dans son dossier.");
    }

    private static async Task StaysAsync(DemoRecord record)
    {
        Reply arrived = await record.DoesAsync("hugo", new Command
        {
            ChangeStay = new ChangeStayRequest
            {
                Record = new NewStay
                {
                    State = StayState.Admitted,
                    Hospital = "Centre hospitalier du Val",
                    Structure = DemoRecord.StructureOf("hugo"),
                    Ward = "Neurologie",
                    Reason = "AVC ischémique sylvien gauche",
                    At = record.Days.At(-24, 4, 50),
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
                    From = StayState.Admitted,
                    To = StayState.OnLeave,
                    At = record.Days.At(-7, 10),
                    Note = "Journée chez sa nièce, bien supportée",
                },
            },
        });
        await record.DoesAsync("hugo", new Command
        {
            ChangeStay = new ChangeStayRequest
            {
                Move = new StayMove
                {
                    Stay = stay,
                    From = StayState.OnLeave,
                    To = StayState.Admitted,
                    At = record.Days.At(-7, 18),
                    Ward = "Gériatrie",
                },
            },
        });
    }

    private static async Task GoesOnAsync(DemoRecord record)
    {
        DemoCalendar days = record.Days;
        await record.FillsAsync(
            "hugo", Medical,
            Group("problemes", Text("probleme", "AVC sylvien gauche"), Choice("probleme-etat", "actif")),
            Group(
                "allergies", Choice("allergie-connue", "oui"),
                Group(
                    "allergie", Text("allergie-a", "Pénicilline"), Text("allergie-reaction", "Éruption, ancienne"),
                    Choice("allergie-gravite", "moderee"))),
            Group("mesures", Amount("poids", "63", "kg"), Text("tension", "12/7")),
            Group("etat", Choice("cognition", "troubles"), Choice("humeur", "normale")),
            Group("soins", Choice("soin", "orthophonie"), Text("soin-rythme", "Trois fois par semaine")));
        await record.DepositsAsync(
            "hugo",
            new NewDossierDocument
            {
                Title = "Fiche de liaison vers l'EHPAD",
                Category = DocumentCategory.Letter,
                DatedAt = days.At(-2, 9),
                Author = "Dr Hugo Imaginaire",
            },
            "Hémiparésie droite, transfert avec une aide, fauteuil.",
            "Régime mixé, eau gélifiée : fausses routes aux liquides.",
            "Allergie : pénicilline.",
            "Aspirine 75 mg, atorvastatine 40 mg, ramipril 5 mg.");
        await record.AsksAsync("yann", new NewCareTask
        {
            Title = "Réserver l'ambulance pour l'entrée aux Glycines",
            Person = DemoRecord.PersonOf("hugo"),
            Priority = CareTaskPriority.Asap,
            DueAt = days.At(1, 12),
        });
        ulong history = await record.AsksAsync("lea", new NewCareTask
        {
            Title = "Envoyer l'historique des six derniers mois",
            Person = DemoRecord.PersonOf("sonia"),
            DueAt = days.At(1, 18),
        });
        await record.MovesAsync(
            "sonia", history, "Envoyé par messagerie de santé",
            CareTaskState.Accepted, CareTaskState.InProgress, CareTaskState.Done);
        await record.BooksAsync(
            "lea",
            new AppointmentDetails
            {
                Kind = AppointmentKind.Transport,
                Title = "Entrée aux Glycines",
                Place = "EHPAD Les Glycines, chambre 12",
                StartsAt = days.Next(DayOfWeek.Monday, 10),
                Minutes = 60,
            },
            "hugo");
    }
}
