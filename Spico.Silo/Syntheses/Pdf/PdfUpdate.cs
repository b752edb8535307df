using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Spico.Silo.Syntheses.Pdf;

/// <summary>
/// Attaches files to a finished PDF by an incremental update (ISO 32000-1, 7.5.6): new objects, a new catalogue, and a
/// new table of them are appended; not a byte before is touched. Reads documents as Skia writes them: a classic
/// cross-reference table in one section.
/// </summary>
internal sealed partial class PdfUpdate
{
    private const int TailBytes = 1024;
    private const int CatalogueBytesMax = 1024 * 1024;
    private const string Generation = " 00000 n \n";

    private readonly SealedOutput _output;
    private readonly long _tableBefore;
    private readonly int _root;
    private readonly string _trailerRest;
    private readonly string _catalogue;
    private readonly int _firstNew;
    private readonly List<long> _places = [];
    private readonly List<int> _files = [];

    private PdfUpdate(SealedOutput output)
    {
        _output = output;
        string tail = Read(Math.Max(0, output.Length - TailBytes), TailBytes);
        _tableBefore = long.Parse(Last(StartOfTable(), tail).Groups[1].Value, CultureInfo.InvariantCulture);
        string table = Read(_tableBefore, (int)(output.Length - _tableBefore));
        string trailer = table[table.LastIndexOf("trailer", StringComparison.Ordinal)..];
        _root = NumberOf(Last(RootEntry(), trailer));
        _firstNew = NumberOf(Last(SizeEntry(), trailer));
        _trailerRest = string.Concat(KeptEntries().Matches(trailer).Select(match => match.Value + "\n"));
        _catalogue = ReadCatalogue(table);
    }

    private int Next => _firstNew + _places.Count;

    /// <summary>Begins an update of a document that was written whole.</summary>
    /// <exception cref="InvalidDataException">It is not as Skia writes documents.</exception>
    public static PdfUpdate Begin(SealedOutput output) => new(output);

    /// <summary>Attaches a file, whose bytes are then written.</summary>
    public void Attach(PdfAttachment file, Action<Stream> write)
    {
        int stream = Next;
        string length = file.Length.ToString(CultureInfo.InvariantCulture);
        Object($"<</Type /EmbeddedFile /Subtype {Name(file.MediaType)} /Length {length}\n/Params <</Size {length}>>>>");
        Put("stream\n");
        long start = _output.Length;
        write(_output);
        if (_output.Length - start != file.Length)
        {
            throw new InvalidDataException("A file has another length than was said.");
        }

        Put("\nendstream\nendobj\n");
        _files.Add(Next);
        string name = Text(file.Name);
        Object(
            $"<</Type /Filespec /F {name} /UF {name} /AFRelationship {Name(file.Relationship)}\n"
            + $"/EF <</F {stream} 0 R /UF {stream} 0 R>>>>");
        Put("endobj\n");
    }

    /// <summary>Writes the new catalogue and the new table.</summary>
    public void End()
    {
        // The names are only an order: readers show what the file specifications say.
        string names = string.Concat(_files.Select((file, index) => $"({index:D5}) {file} 0 R\n"));
        string all = string.Concat(_files.Select(file => $"{file} 0 R "));
        long catalogueAt = _output.Length;
        Put(
            $"{_root} 0 obj\n{_catalogue}\n/Lang (fr-FR)\n/ViewerPreferences <</DisplayDocTitle true>>\n"
            + $"/Names <</EmbeddedFiles <</Names [\n{names}]>>>>\n/AF [{all}]>>\nendobj\n");
        long tableAt = _output.Length;
        Put($"xref\n{_root} 1\n{Entry(catalogueAt)}{_firstNew} {_places.Count}\n");
        foreach (long place in _places)
        {
            Put(Entry(place));
        }

        Put($"trailer\n<</Size {Next}\n{_trailerRest}/Prev {_tableBefore}>>\nstartxref\n{tableAt}\n%%EOF\n");
    }

    [GeneratedRegex(@"startxref\s+(\d+)\s+%%EOF")]
    private static partial Regex StartOfTable();

    [GeneratedRegex(@"/Root (\d+) 0 R")]
    private static partial Regex RootEntry();

    [GeneratedRegex(@"/Size (\d+)")]
    private static partial Regex SizeEntry();

    [GeneratedRegex(@"/Root \d+ 0 R|/Info \d+ 0 R|/ID\s*\[\s*<[0-9A-Fa-f]*>\s*<[0-9A-Fa-f]*>\s*\]")]
    private static partial Regex KeptEntries();

    private static Match Last(Regex regex, string text) =>
        regex.Matches(text).LastOrDefault() ?? throw NotAsExpected();

    private static int NumberOf(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    private static InvalidDataException NotAsExpected() => new("The document is not as it is written here.");

    private static string Entry(long place) => place.ToString("D10", CultureInfo.InvariantCulture) + Generation;

    // UTF-16 with its mark, as digits: nothing to escape.
    private static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static string Name(string text) => "/" + string.Concat(text.Select(each =>
        char.IsAsciiLetterOrDigit(each) ? $"{each}" : $"#{(int)each & 0xFF:X2}"));

    /// <summary>The catalogue's dictionary, without what closes it.</summary>
    private string ReadCatalogue(string table)
    {
        // "xref", the section's line, then a line of 20 bytes for each object from 0 on.
        int entries = table.IndexOf('\n', table.IndexOf('\n') + 1) + 1;
        int at = entries + (_root * 20);
        if (!table.StartsWith("xref\n0 ", StringComparison.Ordinal)
            || at + 10 > table.Length
            || !long.TryParse(
                table.AsSpan(at, 10), NumberStyles.None, CultureInfo.InvariantCulture, out long place))
        {
            throw NotAsExpected();
        }

        string text = Read(place, CatalogueBytesMax);
        int start = text.IndexOf("<<", StringComparison.Ordinal);
        int end = text.IndexOf("endobj", StringComparison.Ordinal);
        int close = end < 0 ? -1 : text.LastIndexOf(">>", end, StringComparison.Ordinal);
        bool isCatalogue = start >= 0 && close > start
            && text[..end].Contains("/Type /Catalog", StringComparison.Ordinal);
        return isCatalogue ? WithoutOwn(text[start..close]) : throw NotAsExpected();
    }

    // Said anew below.
    private static string WithoutOwn(string catalogue) =>
        LangEntry().Replace(catalogue, string.Empty).TrimEnd();

    [GeneratedRegex(@"/Lang \([^)]*\)|/ViewerPreferences <<[^>]*>>")]
    private static partial Regex LangEntry();

    private string Read(long position, int length)
    {
        byte[] bytes = new byte[Math.Min(length, _output.Length - position)];
        _output.ReadBack(position, bytes);
        return Encoding.Latin1.GetString(bytes);
    }

    private void Object(string dictionary)
    {
        int number = Next;
        _places.Add(_output.Length);
        Put($"{number} 0 obj\n{dictionary}\n");
    }

    private void Put(string text) => _output.Write(Encoding.ASCII.GetBytes(text));
}
