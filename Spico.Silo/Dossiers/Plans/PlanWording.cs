using System.Globalization;
using Spico.Protocol.V1;
using Spico.Silo.Syntheses;
using Case = Spico.Protocol.V1.FormValue.ValueOneofCase;

namespace Spico.Silo.Dossiers.Plans;

/// <summary>What a plan says in French.</summary>
internal static class PlanWording
{
    public const string Title = "Plan personnalisé de coordination en santé";
    public const string PartOne = "1. La personne et ceux qui l’entourent";
    public const string PartTwo = "2. Synthèse des problèmes et des projets de la personne";
    public const string PartThree = "3. Plan d’action";
    public const string PartFour = "4. Objectifs partagés, formulés et non mis en œuvre";
    public const string Nothing = "Non renseigné.";

    /// <summary>Which version it is, and whether it holds.</summary>
    public static string Version(PlanContent content)
    {
        CoordinationPlan plan = content.Plan;
        PlanVersion? validated = plan.Versions.LastOrDefault();
        if (validated is null)
        {
            return "Projet, non validé";
        }

        string version = $"Version{Wording.Nbsp}{plan.Version}, validée le {Day(validated.At)} par "
            + content.NameOf(validated.By);
        return plan.IsRevised ? $"Révision en cours de la version{Wording.Nbsp}{plan.Version}" : version;
    }

    /// <summary>What every page says: whose it is, what it is, who asked for it and when.</summary>
    public static (string About, string Title, string Asked) Furniture(PlanContent content) => (
        $"Patient{Wording.Nbsp}: {Wording.Patient(content.Patient.Traits)}",
        Title,
        $"Édité par {content.NameOf(content.Asker)} le {Wording.DayAndTime(content.AskedAt)} — secret professionnel");

    public static string Of(PlanState state) => state switch
    {
        PlanState.Draft => "projet",
        PlanState.Active => "en vigueur",
        PlanState.OnHold => "suspendu",
        PlanState.Revoked => "abandonné",
        PlanState.Completed => "terminé",
        _ => string.Empty,
    };

    public static string Of(CareTaskState state) => state switch
    {
        CareTaskState.Requested => "à faire",
        CareTaskState.Accepted => "acceptée",
        CareTaskState.InProgress => "en cours",
        CareTaskState.OnHold => "en attente",
        CareTaskState.Done => "faite",
        CareTaskState.Refused => "refusée",
        CareTaskState.Cancelled => "annulée",
        _ => string.Empty,
    };

    /// <summary>25/11/2026</summary>
    public static string Day(long at) => Wording.Local(DateTimeOffset.FromUnixTimeMilliseconds(at))
        .ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>An answer.</summary>
    public static string Of(FormValue value, PlanContent content) => value.ValueCase switch
    {
        Case.Boolean => value.Boolean ? "oui" : "non",
        Case.Integer => Wording.Number(value.Integer),
        Case.Decimal => Number(value.Decimal),
        Case.Date => Date(value.Date),
        Case.DateTime => Wording.DayAndTime(DateTimeOffset.FromUnixTimeMilliseconds(value.DateTime)),
        Case.Text => value.Text,
        Case.Coding => value.Coding.Display,
        Case.Quantity => $"{Number(value.Quantity.Value)}{Wording.Nbsp}{value.Quantity.Unit}".TrimEnd(),
        Case.Member => content.NameOf(value.Member),
        Case.Entry => $"document n°{Wording.Nbsp}{value.Entry} du dossier",
        _ => string.Empty,
    };

    /// <summary>Who does something.</summary>
    public static string Performer(PlanAction action, PlanContent content) =>
        action.HasPerson ? content.NameOf(action.Person)
        : action.HasStructure ? content.NameOf(action.Structure)
        : "à attribuer";

    /// <summary>How the document is named, as a file.</summary>
    public static string FileName(PlanContent content) => content.IsVersion
        ? $"PPCS version {content.Plan.Version}.pdf"
        : "PPCS du "
            + Wording.Local(content.AskedAt).ToString("yyyy-MM-dd HH'h'mm", CultureInfo.InvariantCulture) + ".pdf";

    private static string Number(string digits) => digits.Replace('.', ',');

    private static string Date(string date) =>
        date.Length == 7 ? $"{date[5..]}/{date[..4]}" : Wording.Date(date);
}
