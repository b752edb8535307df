using System.Globalization;
using System.Text;

namespace Spico.Silo.Host.Demo.Dossiers;

/// <summary>A page of text as a PDF of the simplest kind: one font that every reader has, and no more.</summary>
internal static class DemoPaper
{
    private static readonly Encoding WinAnsi = Encoding.Latin1;

    public static byte[] Write(IReadOnlyList<string> lines)
    {
        string text = string.Join('\n', lines.Select(line => $"({Escape(line)}) '"));
        string page = $"BT /F1 11 Tf 60 780 Td 16 TL\n{text}\nET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R " +
                "/Resources << /Font << /F1 4 0 R >> >> >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            string.Create(
                CultureInfo.InvariantCulture,
                $"<< /Length {WinAnsi.GetByteCount(page)} >>\nstream\n{page}\nendstream"),
        ];
        var document = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (int i = 0; i < objects.Length; i++)
        {
            // One byte a character: the length is the place.
            places.Add(document.Length);
            document.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        int table = document.Length;
        document.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (int place in places)
        {
            document.Append(CultureInfo.InvariantCulture, $"{place:d10} 00000 n \n");
        }

        document.Append(
            CultureInfo.InvariantCulture,
            $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return WinAnsi.GetBytes(document.ToString());
    }

    private static string Escape(string line) => line
        .Replace("’", "'", StringComparison.Ordinal)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("(", "\\(", StringComparison.Ordinal)
        .Replace(")", "\\)", StringComparison.Ordinal);
}
