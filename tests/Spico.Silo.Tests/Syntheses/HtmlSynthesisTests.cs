using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Spico.Silo.Syntheses.Gathering;

namespace Spico.Silo.Tests.Syntheses;

public sealed partial class HtmlSynthesisTests
{
    private readonly SampleSynthesis _sample = new();

    [Fact]
    public void It_is_a_French_page_with_headings_landmarks_times_and_ways_to_what_is_answered()
    {
        SynthesisMessage first = _sample.Add(_sample.Doctor, "Œdème résorbé");
        _sample.Add(_sample.Nurse, "Merci 👍", message => message with { Quote = first.Seq });

        string page = Page();

        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"fr\">", page);
        Assert.Contains("<main id=\"messages\">", page);
        Assert.Contains("<h1>Synth&#232;se de conversation</h1>", page);
        Assert.Contains("datetime=\"2026-11-24T07:09:00Z\"", page);
        Assert.Contains($"<a href=\"#m{first.Seq}\">Voir le message</a>", page);
        Assert.Equal(Open().Count(page), Closed().Count(page));
    }

    [Fact]
    public void No_text_becomes_markup_and_nothing_is_loaded_from_anywhere()
    {
        const string Evil = "</p><script src=\"https://evil.example/x.js\"></script><img src=x onerror=alert(1)>";
        _sample.Title = Evil;
        _sample.Nurse.Name = Evil;
        _sample.Patient!.Traits.BirthName = Evil;
        _sample.Add(_sample.Nurse, Evil, message => message with
        {
            Versions = [new MessageVersion(message.At, Evil), new MessageVersion(message.At, Evil)],
        });

        string page = Page();

        Assert.DoesNotContain("<script src", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", page);
    }

    [Fact]
    public void Its_manifest_can_be_read()
    {
        SynthesisMessage message = _sample.Add(_sample.Doctor, "Bonjour");

        Match script = Manifest().Match(Page());

        using var json = JsonDocument.Parse(script.Groups[1].Value);
        JsonElement entry = Assert.Single(json.RootElement.GetProperty("messages").EnumerateArray());
        Assert.Equal(message.Seq, entry.GetProperty("seq").GetUInt64());
        Assert.Equal(Convert.ToHexStringLower(message.Hash), entry.GetProperty("hash").GetString());
    }

    [GeneratedRegex("<(?:section|article|header|main|footer|ul|li|dl|p|h[1-6])\\b")]
    private static partial Regex Open();

    [GeneratedRegex("</(?:section|article|header|main|footer|ul|li|dl|p|h[1-6])>")]
    private static partial Regex Closed();

    [GeneratedRegex("<script type=\"application/json\" id=\"manifeste\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Manifest();

    private string Page() => Encoding.UTF8.GetString(_sample.ToHtml());
}
