using Spico.Protocol.V1;
using Spico.Silo.Syntheses;
using Spico.Silo.Syntheses.Pdf;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Dossiers.Plans.Pdf;

/// <summary>Lays a plan out: whose, who answers for it, and its four parts.</summary>
internal sealed class PlanComposer(PlanContent content, PageFlow flow, LineBreaker breaker)
{
    private const float Indent = 14;
    private const float HeadingRoom = 60;
    private const float PartRoom = 100;

    private static readonly LineMark Bar = new(Bar: Styles.Line);

    private CoordinationPlan Plan => content.Plan;

    /// <summary>Lays all of it out.</summary>
    public void Compose()
    {
        Open();
        Part(PlanWording.PartOne);
        Form(content.General);
        Part(PlanWording.PartTwo);
        Form(content.Synthesis);
        Part(PlanWording.PartThree);
        Goals(Plan.Goals.Where(goal => goal.State != PlanGoalState.SetAside), "Aucun objectif.");
        Part(PlanWording.PartFour);
        Goals(Plan.Goals.Where(goal => goal.State == PlanGoalState.SetAside), "Aucun.");
        Versions();
        flow.End();
    }

    private void Open()
    {
        flow.Need(1);
        Write(PlanWording.Title, Styles.Title);
        Write(PlanWording.Version(content), Styles.Day);
        flow.Skip(8);
        var ground = new LineMark(Ground: Styles.Pale);
        flow.Pad(6, ground);
        Write(Wording.Patient(content.Patient.Traits), Styles.Patient, mark: ground);
        Write(Wording.Identity(content.Patient), Styles.Body, mark: ground);
        flow.Pad(8, ground);
        flow.Skip(10);
        Told("Référent", Plan.Referent.IsEmpty ? PlanWording.Nothing : content.NameOf(Plan.Referent));
        Told("Réexamen prévu", Plan.ReviewAt == 0 ? PlanWording.Nothing : PlanWording.Day(Plan.ReviewAt));
        Told("Accord de la personne", Plan.Agreement.Length == 0 ? PlanWording.Nothing : Plan.Agreement);
        Told("État", Plan.Reason.Length == 0
            ? PlanWording.Of(Plan.State)
            : $"{PlanWording.Of(Plan.State)} — {Plan.Reason}");
    }

    private void Part(string title)
    {
        flow.Skip(18);
        // With something below it, be that a goal of which nothing is torn off.
        flow.Need(PartRoom);
        Write(title, Styles.Heading);
        flow.Rule(Styles.Accent);
        flow.Skip(4);
    }

    private void Form(FormResponse? form)
    {
        if (form is null || !form.Answers.Any(IsAnswered))
        {
            Write(PlanWording.Nothing, Styles.Label);
            return;
        }

        Answers(form.Answers, 0);
        flow.Skip(2);
        string by = form.Amendments == 0 ? "Renseigné" : "Mis à jour";
        Write($"{by} par {content.NameOf(form.ChangedBy)} le {PlanWording.Day(form.ChangedAt)}", Styles.Note);
    }

    private void Answers(IEnumerable<FormAnswer> answers, float indent)
    {
        foreach (FormAnswer answer in answers.Where(IsAnswered))
        {
            if (answer.Items.Count > 0)
            {
                flow.Skip(6);
                flow.Need(HeadingRoom / 2);
                Write(answer.Text, Styles.Strong, indent);
                Answers(answer.Items, indent + Indent);
            }
            else
            {
                Told(answer.Text, [.. answer.Values.Select(value => PlanWording.Of(value, content))], indent);
            }
        }
    }

    // What was not answered is not printed, and no heading over nothing.
    private static bool IsAnswered(FormAnswer answer) => answer.Values.Count > 0 || answer.Items.Any(IsAnswered);

    private void Goals(IEnumerable<PlanGoal> goals, string none)
    {
        bool isAny = false;
        foreach (PlanGoal goal in goals)
        {
            isAny = true;
            flow.Skip(8);
            flow.Need(HeadingRoom);
            string state = goal.State == PlanGoalState.Achieved ? "  ATTEINT" : string.Empty;
            Write([
                new TextSpan($"Objectif{Wording.Nbsp}{goal.Goal} — {goal.Text}", Styles.Strong),
                new TextSpan(state, Styles.Flag)]);
            TellIfAny("Problème", goal.Problem);
            TellIfAny("Critère de résultat", goal.Criterion);
            TellIfAny("Échéance", goal.TargetAt == 0 ? string.Empty : PlanWording.Day(goal.TargetAt));
            TellIfAny(goal.State == PlanGoalState.SetAside ? "Motif" : "Suivi", goal.Note);
            foreach (PlanAction action in Plan.Actions.Where(action => action.Goal == goal.Goal))
            {
                Action(action);
            }
        }

        if (!isAny)
        {
            Write(none, Styles.Label);
        }
    }

    private void Action(PlanAction action)
    {
        flow.Skip(3);
        flow.Need(Styles.Body.Leading + Styles.Note.Leading);
        Write(action.Title, Styles.Body, Indent * 2, Bar);
        string due = action.DueAt == 0 ? string.Empty : $" — pour le {PlanWording.Day(action.DueAt)}";
        string note = action.Note.Length == 0 ? string.Empty : $" — {action.Note}";
        Write(
            $"{PlanWording.Performer(action, content)}{due} — {PlanWording.Of(action.State)}{note}",
            Styles.Note,
            Indent * 2,
            Bar);
    }

    private void Versions()
    {
        if (Plan.Versions.Count == 0)
        {
            return;
        }

        Part("Versions");
        foreach (PlanVersion version in Plan.Versions)
        {
            Write(
                $"Version{Wording.Nbsp}{version.Version}, validée le {PlanWording.Day(version.At)} par "
                    + content.NameOf(version.By),
                Styles.Body);
        }
    }

    private void TellIfAny(string label, string text)
    {
        if (text.Length > 0)
        {
            Told(label, [text], Indent);
        }
    }

    private void Told(string label, string text) => Told(label, [text], 0);

    // One answer stands beside what was asked; several, or lines of text, below it.
    private void Told(string label, string[] texts, float indent)
    {
        if (texts.Length == 1 && !texts[0].Contains('\n', StringComparison.Ordinal))
        {
            Write(
                [new TextSpan($"{label}{Wording.Nbsp}: ", Styles.Label), new TextSpan(texts[0], Styles.Body)], indent);
            return;
        }

        flow.Need(Styles.Label.Leading * 2);
        Write($"{label}{Wording.Nbsp}:", Styles.Label, indent);
        foreach (string text in texts.SelectMany(text => text.Split('\n')))
        {
            Write(text, Styles.Body, indent + Indent);
        }
    }

    private void Write(string text, TextStyle style, float indent = 0, LineMark mark = default) =>
        Write([new TextSpan(text, style)], indent, mark);

    private void Write(IReadOnlyList<TextSpan> spans, float indent = 0, LineMark mark = default)
    {
        foreach (TextLine line in breaker.Break(spans, PageFlow.ColumnWidth - indent))
        {
            flow.Set(line, indent, mark);
        }
    }
}
