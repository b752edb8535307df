using SkiaSharp;
using Spico.Protocol.V1;
using Spico.Silo.Syntheses.Gathering;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Syntheses.Pdf;

/// <summary>Lays messages out: who, when, what they answer, what they say and said, what they show.</summary>
internal sealed class MessageComposer(
    SynthesisContent content, SynthesisFiles files, PageFlow flow, LineBreaker breaker, bool isDrawn)
{
    private const float Indent = 14;
    private const float InnerIndent = Indent + 12;
    private const float PictureWidthMax = 320;
    private const float PictureHeightMax = 300;
    private const float TimeWidth = 90;

    private static readonly LineMark Bar = new(Bar: Styles.Line);

    private readonly Dictionary<ulong, SynthesisMessage> _bySeq =
        content.Messages.ToDictionary(message => message.Seq);

    /// <summary>Lays a message out.</summary>
    public void Compose(SynthesisMessage message)
    {
        flow.Skip(9);
        // Never a name without what they said.
        flow.Need(46);
        Header(message);
        if (message.Quote != 0)
        {
            Write(MessageWording.Quote(message, _bySeq), Styles.Note, InnerIndent, Bar);
            flow.Skip(2);
        }

        if (message.Versions.Count == 0)
        {
            Write(MessageWording.Retracted(message), Styles.Label, Indent);
            return;
        }

        Write(message.Text, Styles.Body, Indent);
        Earlier(message);
        foreach (Attachment shown in message.Files)
        {
            Show(shown);
        }

        foreach (string note in MessageWording.Links(message).Concat(MessageWording.Reactions(message)))
        {
            Write(note, Styles.Note, Indent);
        }
    }

    private void Header(SynthesisMessage message)
    {
        var spans = new List<TextSpan> { new(message.Author.Name, Styles.Strong) };
        if (MessageWording.AfterName(message) is { Length: > 0 } aside)
        {
            spans.Add(new TextSpan(aside, Styles.Note));
        }

        foreach (string flag in MessageWording.Flags(message))
        {
            spans.Add(new TextSpan($"  {flag}", flag == MessageWording.Urgent ? Styles.Alarm : Styles.Flag));
        }

        TextLine[] lines = [.. breaker.Break(spans, PageFlow.ColumnWidth - TimeWidth)];
        for (int i = 0; i < lines.Length; i++)
        {
            flow.Set(lines[i]);
            if (i == 0)
            {
                Time(message);
            }
        }
    }

    private void Time(SynthesisMessage message)
    {
        string text = $"n°{Wording.Nbsp}{Wording.Number((long)message.Ordinal)} · {Wording.Time(message.At)}";
        TextLine line = breaker.Break([new TextSpan(text, Styles.Note)], PageFlow.ColumnWidth).First();
        flow.SetBeside(line, PageFlow.ColumnWidth - line.Width);
    }

    private void Earlier(SynthesisMessage message)
    {
        if (message.Versions.Count < 2)
        {
            return;
        }

        Write(MessageWording.Edited(message), Styles.StrongNote, Indent);
        for (int i = 0; i < message.Versions.Count - 1; i++)
        {
            Write(MessageWording.Version(message, i), Styles.Note, InnerIndent, Bar);
        }
    }

    private void Show(Attachment shown)
    {
        SynthesisFile? file = files.Find(shown);
        if (file is { IsPicture: true })
        {
            float scale = Math.Min(
                1, Math.Min(PictureWidthMax / shown.Width, PictureHeightMax / shown.Height));
            float width = shown.Width * scale;
            float height = shown.Height * scale;
            flow.Skip(4);
            // With its caption.
            flow.Need(height + Styles.Note.Leading);
            using SKImage? picture = isDrawn ? Pictures.Open(files.Read(file), shown.MediaType) : null;
            flow.Place(picture, Indent, width, height);
        }

        Write(MessageWording.File(shown, file), Styles.Note, Indent);
    }

    private void Write(string text, TextStyle style, float indent, LineMark mark = default)
    {
        foreach (TextLine line in breaker.Break([new TextSpan(text, style)], PageFlow.ColumnWidth - indent))
        {
            flow.Set(line, indent, mark);
        }
    }
}
