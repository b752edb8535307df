using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Spico.Protocol.V1;
using Spico.Silo.Syntheses;
using Spico.Silo.Syntheses.Gathering;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace Spico.Silo.Tests.Syntheses;

public sealed partial class PdfSynthesisTests
{
    private readonly SampleSynthesis _sample = new();

    [Fact]
    public void It_says_whom_it_is_about_who_asked_and_what_was_said()
    {
        SynthesisMessage first = _sample.Add(
            _sample.Doctor, "Œdème résorbé « hier » ! À surveiller…", message => message with { IsUrgent = true });
        _sample.Add(_sample.Nurse, "Vu, merci 👍", message => message with { Quote = first.Seq });

        string text = Text(_sample.ToPdf());

        Assert.Contains("QUÉMÉNER Anne-Marie Françoise, née le 07/03/1940", text);
        Assert.Contains("INS 240039912345689", text);
        Assert.Contains("Élodie Lefèvre (Infirmière, SSIAD des Deux Rives, Quimper)", text);
        Assert.Contains("mardi 24 novembre 2026", text);
        Assert.Contains("URGENT", text);
        Assert.Contains("Œdème résorbé « hier » ! À surveiller…", text);
        Assert.Contains("En réponse à Dr Noël Garçon, n° 1", text);
        Assert.Contains("👍", text);
        Assert.Matches("(?s)À surveiller.*Vu, merci", text);
    }

    [Fact]
    public void It_says_where_everybody_acts_and_who_acted_for_whom()
    {
        _sample.Add(_sample.Pharmacist, "20 mg", message => message with
        {
            Practice = _sample.AtTheHospital,
            ActedBy = _sample.Nurse,
            Versions =
            [
                new MessageVersion(message.At, "40 mg"),
                new MessageVersion(message.At.AddMinutes(3), "20 mg", _sample.Nurse),
            ],
        });
        _sample.Add(_sample.Doctor, "", message => message with
        {
            Versions = [],
            Retraction = new Retraction(_sample.Doctor, message.At.AddMinutes(1), _sample.Nurse),
        });

        string page = WebUtility.HtmlDecode(Encoding.UTF8.GetString(_sample.ToHtml()));
        foreach (string text in new[] { Text(_sample.ToPdf()), Tag().Replace(page, string.Empty) })
        {
            string plain = text.Replace(Wording.Nbsp, ' ');
            Assert.Matches("Maëlle Le Goff.{1,3}Pharmacienne, astreinte, Hôpital de la Baie, Douarnenez", plain);
            Assert.Contains("Hôpital de la Baie, Douarnenez (par Élodie Lefèvre, sur délégation)", plain);
            Assert.Contains("Modifié le 24/11/2026 à 08:12 (par Élodie Lefèvre, sur délégation).", plain);
            Assert.Contains("Message retiré par Dr Noël Garçon (par Élodie Lefèvre, sur délégation) le", plain);
        }
    }

    [Fact]
    public void Edits_and_retractions_are_shown_and_what_is_withheld_is_counted()
    {
        _sample.Add(_sample.Doctor, "20 mg", message => message with
        {
            Versions = [new MessageVersion(message.At, "40 mg"), new MessageVersion(message.At.AddMinutes(3), "20 mg")],
        });
        _sample.Add(_sample.Doctor, "", message => message with
        {
            Versions = [],
            Retraction = new Retraction(_sample.Doctor, message.At.AddMinutes(1)),
        });
        _sample.AddHidden(2);

        string text = Text(_sample.ToPdf());

        Assert.Contains("Modifié le 24/11/2026 à 08:12. Version précédente", text);
        Assert.Contains("24/11/2026 à 08:09 : 40 mg", text);
        Assert.Contains("Message retiré par Dr Noël Garçon le 24/11/2026 à 08:17", text);
        Assert.Contains("2 messages hors de votre accès", text);
    }

    [Fact]
    public void Every_page_is_numbered_and_names_the_patient_and_every_message_is_there_in_order()
    {
        const int Messages = 200;
        for (int i = 0; i < Messages; i++)
        {
            _sample.Add(i % 2 == 0 ? _sample.Nurse : _sample.Doctor, $"Passage <{i}>. " + new string('x', i * 7 % 300));
        }

        using PdfDocument pdf = PdfDocument.Open(_sample.ToPdf());

        Assert.True(pdf.NumberOfPages > 5);
        foreach (Page page in pdf.GetPages())
        {
            Assert.Contains($"page {page.Number} / {pdf.NumberOfPages}", page.Text);
            Assert.Contains("QUÉMÉNER", page.Text);
            Assert.All(page.Letters, letter => Assert.InRange(letter.BoundingBox.Right, 0, page.Width - 40));
        }

        string text = string.Concat(pdf.GetPages().Select(page => page.Text));
        int at = 0;
        for (int i = 0; i < Messages; i++)
        {
            at = text.IndexOf($"Passage <{i}>", at, StringComparison.Ordinal);
            Assert.True(at > 0, $"Message {i} is not there, or not in its place.");
        }

        Assert.Equal(Messages, _sample.Progress.Done);
    }

    [Fact]
    public void Too_many_pages_are_refused()
    {
        _sample.Options.PagesMax = 2;
        for (int i = 0; i < 60; i++)
        {
            _sample.Add(_sample.Nurse, "Rien à signaler.");
        }

        SynthesisRefusedException refused = Assert.Throws<SynthesisRefusedException>(() => _sample.ToPdf());
        Assert.Equal(SynthesisRefusal.TooManyPages, refused.Refusal);
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    // A space that is not broken looks like any other, and has the same glyph.
    private static string Text(byte[] pdf) => SynthesisCluster.TextOf(pdf);
}
