using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Tests.Dossiers.Forms;

/// <summary>What members do with forms and plans.</summary>
internal static class FormDesk
{
    public const string Social = "urn:spico:form:administrative-social";
    public const string Medical = "urn:spico:form:medical";
    public const string Living = "urn:spico:form:living-environment";
    public const string General = "urn:spico:form:ppcs-general";
    public const string Synthesis = "urn:spico:form:ppcs-synthesis";

    public static readonly string[] Urls = [Social, Medical, Living, General, Synthesis];

    /// <summary>As little as a form takes.</summary>
    public static FormAnswer[] AnswersTo(string? url, ByteString? member = null) => url switch
    {
        Social =>
        [
            Group("famille", Code("situation-familiale", "veuf"), Bool("vit-seul", true)),
            Group("juridique", Code("mesure", "aucune")),
        ],
        Medical => [Group("allergies", Code("allergie-connue", "non"))],
        Living =>
        [
            Group("logement", Code("logement-type", "maison"), Code("adapte", "oui")),
            Group("aidants", Bool("aidant-present", false)),
        ],
        General =>
        [
            Group(
                "demande",
                Of("demandeur", new FormValue { Member = member ?? ByteString.CopyFrom(new byte[16]) }),
                Text("motif", "Retour à domicile après une chute")),
            Group("information", Bool("informee", true), Text("joindre", "02 98 00 00 00, en semaine")),
        ],
        Synthesis =>
        [
            Group("projet", Text("projet-personne", "Rester chez elle")),
            Group("necessaire", Text("priorites-necessaires", "Sécuriser la marche")),
            Text("synthese", "Perte d’autonomie récente, entourage présent"),
        ],
        _ => [],
    };

    public static Error? Complete(this Desk desk, PersonId author, string url, params FormAnswer[] answers)
    {
        ByteString member = desk.Dossier.Circle.Members.First().Id;
        return desk.Change(author, new ChangeFormRequest
        {
            Complete = new NewForm { Url = url, Answers = { answers is [] ? AnswersTo(url, member) : answers } },
        });
    }

    public static Error? Amend(
        this Desk desk, PersonId author, ulong response, ulong revision, FormAnswer[] answers, string version = "") =>
        desk.Change(author, new ChangeFormRequest
        {
            Amend = new FormAmendment
            {
                Response = response,
                Revision = revision,
                Version = version,
                Reason = "erreur de saisie",
                Answers = { answers },
            },
        });

    public static Error? Retract(this Desk desk, PersonId author, ulong response) =>
        desk.Change(author, new ChangeFormRequest
        {
            Retract = new FormRetraction { Response = response, Reason = "autre personne" },
        });

    public static Error? SetHead(
        this Desk desk, PersonId author, PersonId referent, long reviewAt, string agreement = "Accord oral") =>
        desk.Change(author, new ChangePlanRequest
        {
            Head = new PlanHead
            {
                Referent = referent.ToByteString(),
                ReviewAt = reviewAt,
                Agreement = agreement,
            },
        });

    public static Error? SetGoal(this Desk desk, PersonId author, PlanGoal goal) =>
        desk.Change(author, new ChangePlanRequest { Goal = goal });

    public static Error? Act(this Desk desk, PersonId author, uint goal, PersonId? performer = null)
    {
        var action = new NewPlanAction { Goal = goal, Title = "Séances de kinésithérapie", DueAt = desk.Now + 5_000 };
        if (performer is { } person)
        {
            action.Person = person.ToByteString();
        }

        return desk.Change(author, new ChangePlanRequest { Action = action });
    }

    public static Error? Validate(this Desk desk, PersonId author, ulong? seen = null) =>
        desk.Change(author, new ChangePlanRequest
        {
            Validate = new PlanValidation { Seen = seen ?? desk.Dossier.Plans.Plan?.Seq ?? 0 },
        });

    public static Error? MovePlan(this Desk desk, PersonId author, PlanState to) =>
        desk.Change(author, new ChangePlanRequest { Move = new PlanMove { To = to, Reason = "convenu" } });

    public static FormAnswer Group(string name, params FormAnswer[] items) =>
        new() { LinkId = name, Items = { items } };

    public static FormAnswer Of(string name, params FormValue[] values) =>
        new() { LinkId = name, Values = { values } };

    public static FormAnswer Bool(string name, bool value) => Of(name, new FormValue { Boolean = value });

    public static FormAnswer Whole(string name, long value) => Of(name, new FormValue { Integer = value });

    public static FormAnswer Text(string name, string text) => Of(name, new FormValue { Text = text });

    public static FormAnswer Code(string name, params string[] codes) =>
        Of(name, [.. codes.Select(code => new FormValue { Coding = new FormCoding { Code = code } })]);

    private static Error? Change(this Desk desk, PersonId author, ChangeFormRequest request)
    {
        request.RequestId = RequestId.New().ToByteString();
        request.Dossier = desk.Stream.ToByteString();
        return desk.Do(author, new Command { ChangeForm = request });
    }

    private static Error? Change(this Desk desk, PersonId author, ChangePlanRequest request)
    {
        request.RequestId = RequestId.New().ToByteString();
        request.Dossier = desk.Stream.ToByteString();
        return desk.Do(author, new Command { ChangePlan = request });
    }
}
