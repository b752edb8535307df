using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Spico.Protocol.V1;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Syntheses.Html;

/// <summary>Writes HTML. Whatever is not a name of this program is encoded: no text can become markup.</summary>
internal sealed class HtmlPage(TextWriter output)
{
    private const string Styles = """
        :root{color-scheme:light}
        body{font:1rem/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff}
        body{max-width:46rem;margin:0 auto;padding:1rem}
        h1,h2{color:#0b4f6c;line-height:1.25}
        main h2{border-bottom:1px solid #c9d1d9;font-size:1.1rem;margin-top:2rem}
        h3{font-size:1rem;margin:0}
        small,time,.note,dt{color:#4d5661;font-weight:normal}
        time,.note{font-size:.875rem;margin:0}
        .patient{background:#eef3f6;padding:.25rem 1rem}
        .patient h2{font-size:.875rem;margin:.5rem 0 0}
        .who{font-size:1.25rem;font-weight:600;margin:0}
        .flag{color:#a81c1c;font-size:.875rem}
        article{margin:1rem 0;overflow-wrap:anywhere}
        .text{white-space:pre-wrap;margin:.25rem 0}
        blockquote{border-left:3px solid #c9d1d9;margin:.25rem 0;padding-left:.75rem;color:#4d5661;font-size:.875rem}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1.5rem}
        dd{margin:0;overflow-wrap:anywhere}
        figure{margin:.5rem 0}
        img{max-width:100%;height:auto;max-height:32rem}
        .skip:not(:focus){position:absolute;left:-100rem}
        :target{background:#fff8dc}
        @media print{article{break-inside:avoid-page}.skip{display:none}body{max-width:none}}
        """;

    private readonly TextWriter _output = output;

    /// <summary>Begins the page. Its own style is the only thing that it may use.</summary>
    public void Open(string title)
    {
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Styles)));
        _output.Write("<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n");
        _output.Write(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
            + $"style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n");
        _output.Write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        _output.Write("<meta name=\"referrer\" content=\"no-referrer\">\n");
        Element("title", title);
        _output.Write($"<style>{Styles}</style>\n</head>\n<body>\n");
        _output.Write("<a class=\"skip\" href=\"#messages\">Aller aux messages</a>\n");
    }

    /// <summary>Ends the page, with its manifest in it.</summary>
    public void Close(byte[] manifest)
    {
        // Digits, names of fields and times only: nothing in it can end the element.
        _output.Write("<script type=\"application/json\" id=\"manifeste\">\n");
        _output.Write(Encoding.UTF8.GetString(manifest));
        _output.Write("\n</script>\n</body>\n</html>\n");
    }

    /// <summary>Begins an element.</summary>
    public void Begin(string name, string? style = null, string? label = null, string? id = null)
    {
        _output.Write($"<{name}");
        Attribute("class", style);
        Attribute("aria-label", label);
        Attribute("id", id);
        _output.Write('>');
    }

    /// <summary>Ends an element.</summary>
    public void End(string name) => _output.Write($"</{name}>\n");

    /// <summary>Writes an element that holds text.</summary>
    public void Element(string name, string text, string? style = null)
    {
        Begin(name, style);
        Text(text);
        _output.Write($"</{name}>\n");
    }

    /// <summary>Writes text.</summary>
    public void Text(string text) => _output.Write(WebUtility.HtmlEncode(VisibleText.Of(text)));

    /// <summary>Writes a time.</summary>
    public void Time(DateTimeOffset at, string text)
    {
        string utc = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        _output.Write($"<time datetime=\"{utc}\">");
        Text(text);
        _output.Write("</time>\n");
    }

    /// <summary>Writes what is answered, with the way to it.</summary>
    public void Quote(string text, string? target)
    {
        _output.Write("<blockquote>");
        Text(text);
        if (target is not null)
        {
            _output.Write($" <a href=\"{target}\">Voir le message</a>");
        }

        _output.Write("</blockquote>\n");
    }

    /// <summary>Writes names and what they stand for.</summary>
    public void Fields(IEnumerable<(string Label, string Text)> fields)
    {
        _output.Write("<dl>\n");
        foreach ((string label, string text) in fields)
        {
            Element("dt", label);
            Element("dd", text);
        }

        _output.Write("</dl>\n");
    }

    /// <summary>Writes a picture, which becomes part of the page.</summary>
    public void Picture(Attachment shown, string caption, Action<Stream> copy)
    {
        _output.Write(string.Create(
            CultureInfo.InvariantCulture, $"<figure><img width=\"{shown.Width}\" height=\"{shown.Height}\""));
        Attribute("alt", $"Image{Wording.Nbsp}: {shown.Name}");
        _output.Write(" src=\"");
        Data(shown.MediaType, copy);
        _output.Write("\">\n");
        Element("figcaption", caption, "note");
        _output.Write("</figure>\n");
    }

    /// <summary>Writes a file, which becomes part of the page.</summary>
    public void Link(Attachment shown, string caption, Action<Stream> copy)
    {
        _output.Write("<p><a");
        Attribute("download", shown.Name);
        _output.Write(" href=\"");
        Data(shown.MediaType, copy);
        _output.Write("\">");
        Text(caption);
        _output.Write("</a></p>\n");
    }

    private void Attribute(string name, string? value)
    {
        if (value is not null)
        {
            _output.Write($" {name}=\"{WebUtility.HtmlEncode(VisibleText.Of(value))}\"");
        }
    }

    private void Data(string mediaType, Action<Stream> copy)
    {
        _output.Write($"data:{WebUtility.HtmlEncode(mediaType)};base64,");
        using var pieces = new Base64Writer(_output);
        copy(pieces);
        pieces.Finish();
    }
}
