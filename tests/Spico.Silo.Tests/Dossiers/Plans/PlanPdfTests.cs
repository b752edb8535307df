using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Plans;
using Spico.Silo.Dossiers.Plans.Pdf;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace Spico.Silo.Tests.Dossiers.Plans;

public sealed class PlanPdfTests
{
    private static readonly ByteString Nurse = Id(1);
    private static readonly ByteString Doctor = Id(2);
    private static readonly ByteString Daughter = Id(3);

    [Fact]
    public void It_says_whose_it_is_who_answers_for_it_and_its_four_parts()
    {
        (string text, int pages) = Read(PlanPdf.Write(Content(Plan())));

        Assert.Equal(2, pages);
        Assert.Contains("QUÉMÉNER Anne-Marie, née le 07/03/1940", text);
        Assert.Contains("Version 2, validée le 24/11/2026 par Dr Noël Garçon", text);
        Assert.Contains("Référent : Élodie Lefèvre", text);
        Assert.Contains("Réexamen prévu : 24/02/2027", text);
        Assert.Contains("À la demande de : Maëlle Quéméner (fille)", text);
        Assert.Contains("Priorité : Haute", text);
        Assert.DoesNotContain("Personne de confiance", text);
        Assert.Contains("Objectif 1 — Sortir seule chaque jour", text);
        Assert.Contains("Dr Noël Garçon (Médecin généraliste) — pour le 01/12/2026 — en cours", text);
        Assert.Matches("(?s)formulés et non mis en œuvre.*Reprendre la conduite.*Avis contraire", text);
        Assert.Contains("Édité par Élodie Lefèvre (Infirmière) le 28/11/2026 à 18:00 — secret professionnel", text);
    }

    [Fact]
    public void A_full_plan_is_a_document_of_bounded_size_with_numbered_pages()
    {
        CoordinationPlan plan = Plan();
        string words = string.Concat(Enumerable.Repeat("Être mieux chez soi ", 25));
        for (uint i = 3; i <= PlanLimits.Goals; i++)
        {
            plan.Goals.Add(new PlanGoal { Goal = i, Text = words, Problem = words, Criterion = words, Note = words });
        }

        while (plan.Actions.Count < PlanLimits.Actions)
        {
            plan.Actions.Add(new PlanAction { Goal = 3, Title = words[..200], Note = words });
        }

        PlanContent content = Content(plan);
        foreach (FormResponse form in new[] { content.General!, content.Synthesis! })
        {
            while (form.CalculateSize() < FormLimits.AnswerBytes)
            {
                form.Answers.Add(Answer(words[..200], new FormValue { Text = words }));
            }
        }

        byte[] document = PlanPdf.Write(content);
        (string text, int pages) = Read(document);
        Assert.InRange(document.Length, 1, PlanLimits.DocumentBytes);
        Assert.InRange(pages, 25, 60);
        Assert.Contains($"page {pages} / {pages}", text);
    }

    private static (string Text, int Pages) Read(byte[] bytes)
    {
        using PdfDocument document = PdfDocument.Open(bytes);
        Page[] pages = [.. document.GetPages()];
        return (string.Join('\n', pages.Select(page => page.Text)).Replace('\u00A0', ' '), pages.Length);
    }

    private static PlanContent Content(CoordinationPlan plan) => new()
    {
        Plan = plan,
        IsVersion = true,
        Patient = new Patient
        {
            Status = IdentityStatus.Qual,
            Traits = new PatientTraits
            {
                BirthName = "Quéméner",
                GivenNames = "Anne-Marie",
                BirthDate = "1940-03-07",
                Sex = Sex.Female,
                Ins = "240039912345689",
            },
        },
        General = new FormResponse
        {
            ChangedBy = Nurse,
            ChangedAt = At("2026-11-20"),
            Answers =
            {
                Group(
                    "Origine de la démarche",
                    Answer("À la demande de", new FormValue { Member = Daughter }),
                    Answer("Ce qui conduit à un plan", new FormValue
                    {
                        Text = "Deux chutes en un mois.\nSortie d’hospitalisation le 18.",
                    }),
                    Answer("Évaluation du", new FormValue { Date = "2026-11-19" })),
                Group("Information et accord", Answer("Personne de confiance")),
            },
        },
        Synthesis = new FormResponse
        {
            ChangedBy = Doctor,
            ChangedAt = At("2026-11-21"),
            Amendments = 1,
            Answers =
            {
                Group("La personne", Answer("Ce que la personne souhaite", new FormValue
                {
                    Text = "Rester chez elle et sortir faire ses courses.",
                })),
                Group("Situations qui posent problème", Group(
                    "Dimension médicale",
                    Answer("Problèmes de santé et de soins", new FormValue { Text = "Insuffisance cardiaque." }),
                    Answer("Priorité", new FormValue { Coding = new FormCoding { Display = "Haute" } }))),
            },
        },
        Names = new Dictionary<ByteString, string>
        {
            [Nurse] = "Élodie Lefèvre (Infirmière)",
            [Doctor] = "Dr Noël Garçon (Médecin généraliste)",
            [Daughter] = "Maëlle Quéméner (fille)",
        },
        Asker = Nurse,
        AskedAt = new DateTimeOffset(2026, 11, 28, 17, 0, 0, TimeSpan.Zero),
    };

    private static CoordinationPlan Plan() => new()
    {
        State = PlanState.Active,
        Version = 2,
        Referent = Nurse,
        ReviewAt = At("2027-02-24"),
        Agreement = "Accord oral le 20 novembre, en présence de sa fille ; elle a choisi l’ordre des objectifs.",
        Goals =
        {
            new PlanGoal
            {
                Goal = 1,
                Text = "Sortir seule chaque jour",
                Problem = "Peur de tomber depuis les deux chutes",
                Criterion = "Une sortie par jour pendant deux semaines",
                TargetAt = At("2027-01-15"),
                State = PlanGoalState.Pursued,
            },
            new PlanGoal
            {
                Goal = 2,
                Text = "Reprendre la conduite",
                State = PlanGoalState.SetAside,
                Note = "Avis contraire du cardiologue, accepté par la personne",
            },
        },
        Actions =
        {
            new PlanAction
            {
                Task = 20, Goal = 1, Title = "Bilan de marche et chaussage", Person = Doctor,
                DueAt = At("2026-12-01"), State = CareTaskState.InProgress,
            },
            new PlanAction { Task = 21, Goal = 1, Title = "Barre d’appui dans l’entrée", State = CareTaskState.Done },
        },
        Versions =
        {
            new PlanVersion { Version = 1, Seq = 12, By = Nurse, At = At("2026-08-24") },
            new PlanVersion { Version = 2, Seq = 30, By = Doctor, At = At("2026-11-24") },
        },
    };

    private static FormAnswer Group(string text, params FormAnswer[] items) => new() { Text = text, Items = { items } };

    private static FormAnswer Answer(string text, params FormValue[] values) =>
        new() { Text = text, Values = { values } };

    private static long At(string day) => DateTimeOffset.Parse($"{day}T12:00:00Z").ToUnixTimeMilliseconds();

    private static ByteString Id(byte last) => ByteString.CopyFrom([.. new byte[15], last]);
}
