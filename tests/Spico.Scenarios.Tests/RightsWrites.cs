using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;

namespace Spico.Scenarios.Tests;

/// <summary>
/// The commands that write to a dossier, by the class of what they write: of each class at least one.
/// </summary>
internal static class RightsWrites
{
    /// <summary>A command as somebody gives it, with a file of their own.</summary>
    /// <param name="Class">What it writes.</param>
    /// <param name="Ask">Gives it.</param>
    /// <param name="IsManaging">Whether it decides over what is others'.</param>
    internal sealed record Write(DataClass Class, Func<Seat, StreamId, Task> Ask, bool IsManaging = false)
    {
        /// <summary>Whether a role may, as the region wrote it down.</summary>
        public bool IsFor(CareRole role) => IsManaging
            ? ReferencePolicy.Of(role, Class).Manage && !ReferencePolicy.IsOfOwnStructure(role, Class)
            : ReferencePolicy.Of(role, Class).Write;
    }

    /// <summary>Somebody of a role, with a file that they uploaded.</summary>
    internal sealed record Seat(CareRole Role, Colleague Colleague, FileReference File)
    {
        public SpicoClient Client => Colleague.Client;
    }

    /// <summary>The commands; one of them begins the following by a structure that none of them works for.</summary>
    public static IReadOnlyList<Write> All(ByteString structure, PersonId referent) =>
    [
        new(DataClass.Identity, (who, dossier) => who.Client.RecordConsentAsync(dossier, new SharingConsent
        {
            State = ConsentState.Proposed,
            Means = ConsentMeans.Oral,
            Proof = "Dit au cabinet",
        })),
        new(DataClass.Identity, (who, dossier) => who.Client.RecordObjectionAsync(dossier, new NewObjection
        {
            Persons = { PersonId.From(Guid.NewGuid()).ToByteString() },
            Means = ConsentMeans.Oral,
            Proof = "Dit au cabinet",
        })),
        new(DataClass.Identity, (who, dossier) => who.Client.ChangeAdministrationAsync(dossier, [TextOf(who.Role)])),
        new(DataClass.Circle, (who, dossier) => who.Client.BeginCareAsync(
            dossier, new BeginCirclePeriod { Relative = Relative() })),
        new(
            DataClass.Circle,
            (who, dossier) => who.Client.BeginFollowUpAsync(dossier, new NewFollowUp
            {
                Structure = structure,
                State = FollowUpState.Assessing,
                Reason = "Chute",
            }),
            IsManaging: true),
        new(DataClass.Coordination, (who, dossier) => who.Client.WriteEntryAsync(
            dossier, new NewLiaisonEntry { Kind = LiaisonKind.VisitDone, Text = "Visite faite." })),
        new(DataClass.Coordination, (who, dossier) => who.Client.CreateTaskAsync(
            dossier, new NewCareTask { Title = "Rappeler la famille" })),
        new(DataClass.Coordination, (who, dossier) => who.Client.WriteMemoAsync(dossier, "Clé chez la voisine.")),
        new(DataClass.Social, (who, dossier) => who.Client.CompleteFormAsync(dossier, Form(
            "living-environment",
            Group("logement", Code("logement-type", "maison"), Code("adapte", "oui")),
            Group("aidants", Answer("aidant-present", new FormValue { Boolean = true }))))),
        new(DataClass.Medical, (who, dossier) => who.Client.CompleteFormAsync(dossier, Form(
            "medical", Group("allergies", Code("allergie-connue", "non"))))),
        new(DataClass.Medical, (who, dossier) => who.Client.RecordStayAsync(dossier, new NewStay
        {
            State = StayState.Planned,
            Hospital = "CH de l'Exemple",
            Reason = "Bilan",
        })),
        new(DataClass.Plan, (who, dossier) => who.Client.SetPlanAsync(
            dossier, new PlanHead { Referent = referent.ToByteString() })),
        .. Documents,
    ];

    private static IEnumerable<Write> Documents => ReferencePolicy.Rows
        .Where(row => LevelOf(row) != DocumentLevel.Unspecified)
        .Select(row => Deposit(row, row, []))
        .Concat(ReferencePolicy.Named.Select(each => Deposit(each.Class, each.Row, each.Named)));

    /// <summary>A small file that nobody has uploaded before.</summary>
    public static async Task<FileReference> UploadsAsync(Colleague colleague)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(600);
        Encoding.ASCII.GetBytes("%PDF-1.7\n").CopyTo(bytes, 0);
        FileView uploaded = await colleague.Client.UploadAsync(new MemoryStream(bytes), "Compte rendu.pdf");
        return new FileReference { File = uploaded.File };
    }

    private static Write Deposit(DataClass dataClass, DataClass row, CareRole[] named) => new(
        dataClass,
        (who, dossier) => who.Client.DepositDocumentAsync(dossier, new NewDossierDocument
        {
            Title = "Compte rendu",
            Category = DocumentCategory.Results,
            Level = LevelOf(row),
            Named = { named },
            File = who.File,
        }));

    private static DocumentLevel LevelOf(DataClass row) => row switch
    {
        DataClass.DocumentNormal => DocumentLevel.Normal,
        DataClass.DocumentRestricted => DocumentLevel.Restricted,
        DataClass.DocumentVeryRestricted => DocumentLevel.VeryRestricted,
        _ => DocumentLevel.Unspecified,
    };

    // A field of each one's own: whoever changes one names what it was before.
    private static AdministrativeChange TextOf(CareRole role) => new()
    {
        Field = role switch
        {
            CareRole.Medical => AdministrativeField.Address,
            CareRole.Paramedical => AdministrativeField.Phone,
            CareRole.Social => AdministrativeField.Email,
            CareRole.Coordinator => AdministrativeField.HealthInsurance,
            _ => AdministrativeField.ComplementaryInsurance,
        },
        After = new AdministrativeValue { Text = "05 00 00 00 00" },
    };

    private static CareRelative Relative() => new()
    {
        Name = "Claude Exemple",
        Phone = "05 00 00 00 00",
        Roles = { RelativeRole.Carer },
    };

    private static NewForm Form(string name, params FormAnswer[] answers) =>
        new() { Url = $"urn:spico:form:{name}", Answers = { answers } };

    private static FormAnswer Code(string name, string code) =>
        Answer(name, new FormValue { Coding = new FormCoding { Code = code } });

    private static FormAnswer Answer(string name, FormValue value) => new() { LinkId = name, Values = { value } };

    private static FormAnswer Group(string name, params FormAnswer[] items) =>
        new() { LinkId = name, Items = { items } };
}
