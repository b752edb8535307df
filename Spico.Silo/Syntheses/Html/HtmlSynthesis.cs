using System.Text;
using Spico.Protocol.V1;
using Spico.Silo.Syntheses.Gathering;

namespace Spico.Silo.Syntheses.Html;

/// <summary>
/// Writes a synthesis as one accessible page: headings, landmarks and times for those who listen, and nothing that is
/// loaded from anywhere or run. Files are part of it.
/// </summary>
internal sealed class HtmlSynthesis(SynthesisContent content, SynthesisFiles files, SynthesisProgress progress)
{
    private readonly Dictionary<ulong, SynthesisMessage> _bySeq =
        content.Messages.ToDictionary(message => message.Seq);

    /// <summary>Writes it.</summary>
    public void Write(Stream output)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
        var page = new HtmlPage(text);
        string title = content.Conversation.Title.Length > 0
            ? $"{Wording.Title} — {content.Conversation.Title}"
            : Wording.Title;
        page.Open(title);
        Header(page);
        Items(page);
        Integrity(page);
        page.Close(SynthesisManifest.Write(content));
    }

    private void Header(HtmlPage page)
    {
        page.Begin("header");
        page.Element("h1", Wording.Title);
        if (content.Conversation.Patient is { } patient)
        {
            page.Begin("section", "patient", "Patient");
            page.Element("h2", "Patient");
            page.Element("p", Wording.Patient(patient.Traits), "who");
            page.Element("p", Wording.Identity(patient));
            page.End("section");
        }

        page.Fields(SynthesisSummary.Head(content));
        page.End("header");
        page.Begin("section", label: "Participants");
        page.Element("h2", Wording.Count(content.Members.Count, "participant"));
        page.Begin("ul");
        foreach (Participant member in content.Members)
        {
            page.Element("li", SynthesisSummary.NameAndRole(member));
        }

        page.End("ul");
        page.End("section");
    }

    private void Items(HtmlPage page)
    {
        page.Begin("main", id: "messages");
        DateOnly? day = null;
        foreach (SynthesisItem item in content.Items)
        {
            if (item.Time is { } at && Wording.DateOf(at) is var own && own != day)
            {
                page.Element("h2", Wording.Day(at));
                day = own;
            }

            switch (item)
            {
                case SynthesisMessage message:
                    Message(page, message);
                    progress.Step();
                    break;
                case SynthesisEvent happened:
                    page.Element("p", $"{Wording.Time(happened.At)} — {happened.Text}", "note");
                    break;
                case HiddenMessages hidden:
                    page.Element("p", SynthesisSummary.Hidden(hidden), "note");
                    break;
            }
        }

        page.End("main");
    }

    private void Message(HtmlPage page, SynthesisMessage message)
    {
        page.Begin("article", id: $"m{message.Seq}");
        page.Begin("h3");
        page.Text(message.Author.Name);
        if (MessageWording.AfterName(message) is { Length: > 0 } aside)
        {
            page.Element("small", aside);
        }

        foreach (string flag in MessageWording.Flags(message))
        {
            page.Text(" ");
            page.Element("strong", flag, "flag");
        }

        page.End("h3");
        page.Time(
            message.At,
            $"n°{Wording.Nbsp}{Wording.Number((long)message.Ordinal)}, {Wording.DayAndTime(message.At)}");
        if (message.Quote != 0)
        {
            page.Quote(
                MessageWording.Quote(message, _bySeq), _bySeq.ContainsKey(message.Quote) ? $"#m{message.Quote}" : null);
        }

        if (message.Versions.Count == 0)
        {
            page.Element("p", MessageWording.Retracted(message), "note");
        }
        else
        {
            page.Element("p", message.Text, "text");
            Earlier(page, message);
            Show(page, message);
        }

        page.End("article");
    }

    private static void Earlier(HtmlPage page, SynthesisMessage message)
    {
        if (message.Versions.Count < 2)
        {
            return;
        }

        page.Element("p", MessageWording.Edited(message), "note");
        page.Begin("ul");
        for (int i = 0; i < message.Versions.Count - 1; i++)
        {
            page.Element("li", MessageWording.Version(message, i), "text");
        }

        page.End("ul");
    }

    private void Show(HtmlPage page, SynthesisMessage message)
    {
        foreach (Attachment shown in message.Files)
        {
            SynthesisFile? file = files.Find(shown);
            string caption = MessageWording.File(shown, file);
            if (file is null)
            {
                page.Element("p", caption, "note");
            }
            else if (file.IsPicture)
            {
                page.Picture(shown, caption, destination => files.CopyTo(file, destination));
            }
            else
            {
                page.Link(shown, caption, destination => files.CopyTo(file, destination));
            }
        }

        foreach (string note in MessageWording.Links(message).Concat(MessageWording.Reactions(message)))
        {
            page.Element("p", note, "note");
        }
    }

    private void Integrity(HtmlPage page)
    {
        page.Begin("footer");
        page.Element("h2", "Intégrité");
        page.Fields(SynthesisSummary.Integrity(content));
        foreach (string note in SynthesisSummary.Notes)
        {
            page.Element("p", note, "note");
        }

        page.End("footer");
    }
}
