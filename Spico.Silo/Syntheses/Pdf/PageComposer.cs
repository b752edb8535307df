using SkiaSharp;
using Spico.Protocol.V1;
using Spico.Silo.Syntheses.Gathering;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Syntheses.Pdf;

/// <summary>Lays a synthesis out, block by block.</summary>
internal sealed class PageComposer(SynthesisContent content, PageFlow flow, LineBreaker breaker, int pagesMax)
{
    private const float LabelWidth = 110;

    /// <summary>Lays all of it out.</summary>
    /// <exception cref="SynthesisRefusedException">It is too many pages.</exception>
    public void Compose(MessageComposer messages, Action step)
    {
        Open();
        DateOnly? day = null;
        foreach (SynthesisItem item in content.Items)
        {
            if (item.Time is { } at && Wording.DateOf(at) is var own && own != day)
            {
                Day(at);
                day = own;
            }

            Compose(item, messages, step);
            if (flow.Pages > pagesMax)
            {
                throw new SynthesisRefusedException(SynthesisRefusal.TooManyPages);
            }
        }

        Close();
        flow.End();
    }

    private void Compose(SynthesisItem item, MessageComposer messages, Action step)
    {
        switch (item)
        {
            case SynthesisMessage message:
                messages.Compose(message);
                step();
                break;
            case SynthesisEvent happened:
                flow.Skip(7);
                Write($"{Wording.Time(happened.At)} — {happened.Text}", Styles.Note);
                break;
            case HiddenMessages hidden:
                flow.Skip(8);
                Write(SynthesisSummary.Hidden(hidden), Styles.Note);
                break;
        }
    }

    private void Open()
    {
        flow.Need(1);
        Write(Wording.Title, Styles.Title);
        flow.Skip(6);
        if (content.Conversation.Patient is { } patient)
        {
            Patient(patient);
        }

        foreach ((string label, string text) in SynthesisSummary.Head(content))
        {
            Field(label, text);
        }

        flow.Skip(10);
        Write(Wording.Count(content.Members.Count, "participant"), Styles.Heading);
        foreach (Participant member in content.Members)
        {
            Write([new TextSpan(member.Person.Name, Styles.Strong), new TextSpan(RoleAfterName(member), Styles.Label)]);
        }

        flow.Skip(12);
    }

    private void Patient(Patient patient)
    {
        var ground = new LineMark(Ground: Styles.Pale);
        // The box is not torn apart.
        flow.Need(80);
        flow.Pad(6, ground);
        Write("Patient", Styles.StrongNote, mark: ground);
        Write(Wording.Patient(patient.Traits), Styles.Patient, mark: ground);
        Write(Wording.Identity(patient), Styles.Body, mark: ground);
        flow.Pad(8, ground);
        flow.Skip(10);
    }

    private void Day(DateTimeOffset at)
    {
        flow.Skip(14);
        // With a message below it.
        flow.Need(60);
        Write(Wording.Day(at), Styles.Day);
        flow.Rule(Styles.Line);
    }

    private void Close()
    {
        flow.Skip(20);
        flow.Need(120);
        flow.Rule(Styles.Accent);
        flow.Skip(6);
        Write("Intégrité", Styles.Heading);
        foreach ((string label, string text) in SynthesisSummary.Integrity(content))
        {
            Field(label, text);
        }

        flow.Skip(4);
        foreach (string note in SynthesisSummary.Notes)
        {
            Write(note, Styles.Note);
        }
    }

    private void Field(string label, string text)
    {
        TextLine[] lines = [.. breaker.Break(
            [new TextSpan(text, Styles.Body)], PageFlow.ColumnWidth - LabelWidth)];
        for (int i = 0; i < lines.Length; i++)
        {
            flow.Set(lines[i], LabelWidth);
            if (i == 0)
            {
                flow.SetBeside(breaker.Break([new TextSpan(label, Styles.Label)], LabelWidth).First(), 0);
            }
        }
    }

    private void Write(string text, TextStyle style, LineMark mark = default) =>
        Write([new TextSpan(text, style)], mark);

    private void Write(IReadOnlyList<TextSpan> spans, LineMark mark = default)
    {
        foreach (TextLine line in breaker.Break(spans, PageFlow.ColumnWidth))
        {
            flow.Set(line, 0, mark);
        }
    }

    private static string RoleAfterName(Participant participant)
    {
        string role = Wording.Role(participant);
        return role.Length > 0 ? " — " + role : string.Empty;
    }
}
