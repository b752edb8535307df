using System.Text;
using Spico.Silo.Professionals;
using Spico.Silo.Professionals.Import;
using Spico.Testing.Directories;

namespace Spico.Silo.Tests.Professionals;

public sealed class ExtractReaderTests
{
    private static readonly string Row = string.Join('|', new SyntheticExtract(8).Row(0)) + "|";

    [Theory]
    [InlineData("\n", false, true)]
    [InlineData("\r\n", false, true)]
    [InlineData("\n", true, true)]
    [InlineData("\r\n", true, false)]
    public async Task Both_line_ends_a_mark_and_no_end_of_the_last_line_are_taken(
        string end, bool hasMark, bool endsWithLine)
    {
        byte[] text = Encoding.UTF8.GetBytes(ExtractColumns.Header + end + Row + (endsWithLine ? end : ""));

        (List<ExtractRow> rows, Findings findings) = await ReadAsync(hasMark ? [0xEF, 0xBB, 0xBF, .. text] : text);

        ExtractRow row = Assert.Single(rows);
        Assert.Equal(0, findings.Count);
        Assert.Equal(2, row.Line);
        Assert.StartsWith("810", row.NationalId);
    }

    [Fact]
    public async Task A_header_of_other_years_is_understood()
    {
        string header = ExtractColumns.Header
            .Replace("civilité d'exercice", "civilité exercice", StringComparison.Ordinal)
            .Replace("(coord. structure)", "(coord. Structure)", StringComparison.Ordinal)
            .Replace("Prénom d'exercice", "PRENOM D'EXERCICE", StringComparison.Ordinal);

        // Without the last four columns, and with the first ones in another order.
        string older = string.Join('|', Reordered(header.Split('|')[..52])) + "|";
        string row = string.Join('|', Reordered(Row.Split('|')[..52])) + "|";

        (List<ExtractRow> rows, Findings findings) = await ReadAsync($"{older}\n{row}\n");

        Assert.Equal(new SyntheticExtract(8).Person(0).Given, Assert.Single(rows).Name.Split(' ')[0]);
        Assert.Equal(0, findings.Count);

        static IEnumerable<string> Reordered(string[] fields) => [.. fields[20..], .. fields[..20]];
    }

    [Fact]
    public async Task A_column_that_is_missing_or_there_twice_refuses_the_file()
    {
        string missing = ExtractColumns.Header.Replace("|Nom d'exercice|", "|Nom|", StringComparison.Ordinal);
        string twice = ExtractColumns.Header.Replace("|Code rôle|", "|Nom d'exercice|", StringComparison.Ordinal);

        await RefusesAsync($"{missing}\n{Row}\n", 1, "Nom d'exercice");
        await RefusesAsync($"{twice}\n{Row}\n", 1, "Nom d'exercice");
    }

    [Fact]
    public async Task What_no_extract_holds_refuses_the_file_and_says_where()
    {
        string good = $"{ExtractColumns.Header}\n{Row}\n";
        byte[] latin = [.. Encoding.UTF8.GetBytes(good), .. Encoding.Latin1.GetBytes("8|10|é")];

        await RefusesAsync("", 0, "");
        await RefusesAsync([(byte)'P', (byte)'K', 3, 4, 0, 0], 0, "");
        await RefusesAsync([0x1F, 0x8B, 8, 0], 0, "");
        await RefusesAsync(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(good)), 1, "");
        await RefusesAsync(latin, 3, "field 3");
        await RefusesAsync($"{good}8|1\0|\n", 3, "field 2");
        await RefusesAsync($"{good}{Row}\r\n", 3, "");
        await RefusesAsync($"{good}{Row}|\n", 3, "");
        await RefusesAsync($"{good}{Row[..^60]}\n", 3, "");
        await RefusesAsync($"{good}{new string('a', 16 * 1024)}a\n", 3, "");
        await RefusesAsync($"{good}{new string('a', 64 * 1024)}", 3, "");
    }

    [Fact]
    public async Task An_extract_has_at_most_so_many_rows_and_so_many_towns()
    {
        string text = $"{ExtractColumns.Header}\n{Row}\n{Row}\n";

        Assert.Equal(2, (await ReadAsync(text, new DirectoryOptions { RowsMax = 2 })).Rows.Count);
        await RefusesAsync(text, 3, "", new DirectoryOptions { RowsMax = 1 });
        string elsewhere = Row.Replace(Town(Row), "Ailleurs", StringComparison.Ordinal);
        await RefusesAsync(text + elsewhere + "\n", 0, "", new DirectoryOptions { TermsMax = 1 });

        static string Town(string row) => row.Split('|')[ExtractColumns.IndexOf("Libellé commune (coord. structure)")];
    }

    [Fact]
    public async Task Findings_are_kept_up_to_their_limit_and_counted_beyond()
    {
        string bad = Row.Replace("8|10", "8|99", StringComparison.Ordinal);

        (List<ExtractRow> rows, Findings findings) = await ReadAsync(
            $"{ExtractColumns.Header}\n{bad}\n{bad}\n{bad}\n", new DirectoryOptions { FindingsMax = 2 });

        Assert.Empty(rows);
        Assert.Equal((2, 3), (findings.First.Count, findings.Count));
        Assert.DoesNotContain(findings.First, each => each.Reason.Contains("99", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("31555", "", "31")]
    [InlineData("97411", "", "974")]
    [InlineData("2A004", "20000", "2A")]
    [InlineData("", "20090", "2A")]
    [InlineData("", "20200", "2B")]
    [InlineData("", "09100", "09")]
    [InlineData("", "B-1000", "")]
    [InlineData("", "", "")]
    public void A_departement_left_out_is_that_of_the_town(string town, string postal, string department) =>
        Assert.Equal(department, Departments.CodeOf(town, postal));

    private static Task<(List<ExtractRow> Rows, Findings Findings)> ReadAsync(
        string text, DirectoryOptions? options = null) => ReadAsync(Encoding.UTF8.GetBytes(text), options);

    private static async Task<(List<ExtractRow> Rows, Findings Findings)> ReadAsync(
        byte[] bytes, DirectoryOptions? options = null)
    {
        options ??= new DirectoryOptions();
        var findings = new Findings(options.FindingsMax);
        using var stream = new MemoryStream(bytes);
        var reader = new ExtractReader(stream, options, new TermBook(options.TermsMax), findings);
        List<ExtractRow> rows = [];
        await foreach (ExtractRow row in reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(row);
        }

        return (rows, findings);
    }

    private static Task RefusesAsync(string text, long line, string column, DirectoryOptions? options = null) =>
        RefusesAsync(Encoding.UTF8.GetBytes(text), line, column, options);

    private static async Task RefusesAsync(
        IEnumerable<byte> bytes, long line, string column, DirectoryOptions? options = null)
    {
        ExtractRefusedException refused = await Assert.ThrowsAsync<ExtractRefusedException>(
            () => ReadAsync([.. bytes], options));
        Assert.Equal((line, column), (refused.Line, refused.Column));
    }
}
