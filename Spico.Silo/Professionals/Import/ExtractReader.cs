using System.Runtime.CompilerServices;
using Spico.Protocol.Identifiers;
using Spico.Silo.People;

namespace Spico.Silo.Professionals.Import;

/// <summary>
/// Reads an extract row by row. What is wrong with the file refuses it; what is wrong with a row is a finding, and the
/// row, or what is wrong in it, is left out.
/// </summary>
internal sealed class ExtractReader(Stream stream, DirectoryOptions options, TermBook terms, Findings findings)
{
    private const int NameCharactersMax = 200;

    private readonly Range[] _fields = new Range[256];
    private ReadOnlyMemory<char> _line;
    private long _number;
    private ExtractHeader _header = null!;

    /// <summary>How many rows were read.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of them were left out.</summary>
    public long LeftOut { get; private set; }

    /// <exception cref="ExtractRefusedException">The file is not taken.</exception>
    public async IAsyncEnumerable<ExtractRow> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new ExtractLines(stream, options.LineBytesMax);
        if (!await lines.ReadAsync(cancellationToken))
        {
            throw new ExtractRefusedException(0, "", "The file is empty.");
        }

        _header = ExtractHeader.Read(lines.Line.Span);
        while (await lines.ReadAsync(cancellationToken))
        {
            if (++Rows > options.RowsMax)
            {
                throw new ExtractRefusedException(lines.Number, "", $"more than {options.RowsMax} rows.");
            }

            _line = lines.Line;
            _number = lines.Number;
            Split();
            if (Read() is { } row)
            {
                yield return row;
            }
            else
            {
                LeftOut++;
            }
        }
    }

    private void Split()
    {
        ReadOnlySpan<char> line = _line.Span;
        int count = line.Split(_fields, '|');
        bool hasTrailing = count == _header.Fields + 1 && line[_fields[count - 1]].IsEmpty;
        if (count != _header.Fields && !hasTrailing)
        {
            throw new ExtractRefusedException(
                _number, "", $"{count} fields where the header has {_header.Fields}.");
        }
    }

    private ExtractRow? Read()
    {
        if (ReadPerson() is not { } id)
        {
            return null;
        }

        string family = Text(ExtractColumn.Family);
        string given = Text(ExtractColumn.Given);
        List<string> sorted = [.. NameFolding.WordsOf(family), .. NameFolding.WordsOf(given)];
        if (sorted.Count == 0 || family.Length + given.Length > NameCharactersMax)
        {
            return Refuse(
                ExtractColumn.Family, $"no name, or one of more than {NameCharactersMax} characters: left out.");
        }

        string professionCode = Text(ExtractColumn.ProfessionCode);
        if (professionCode.Length == 0)
        {
            return Refuse(ExtractColumn.ProfessionCode, "no profession: left out.");
        }

        string postalCode = Text(ExtractColumn.PostalCode);
        string townCode = Text(ExtractColumn.TownCode);
        int town = terms.NumberOf(
            TermKind.Town, townCode.Length > 0 ? townCode : postalCode, Text(ExtractColumn.Town));
        string department = Text(ExtractColumn.DepartmentCode);
        department = department.Length > 0 ? department : Departments.CodeOf(townCode, postalCode);
        return new ExtractRow
        {
            Line = _number,
            Person = id.Person.Value,
            NationalId = id.Value,
            Name = given.Length == 0 ? family : $"{given} {family}",
            SortName = string.Join(' ', sorted),
            Profession = terms.NumberOf(TermKind.Profession, professionCode, Text(ExtractColumn.Profession)),
            Specialty = terms.NumberOf(
                TermKind.Specialty, Text(ExtractColumn.SpecialtyCode), Text(ExtractColumn.Specialty)),
            Mode = terms.NumberOf(TermKind.Mode, "", Text(ExtractColumn.Mode)),
            Town = town,
            Department = terms.NumberOf(TermKind.Department, department, Text(ExtractColumn.Department)),
            Structure = ReadStructure(townCode.Length > 0 ? townCode : postalCode),
        };
    }

    private NationalId? ReadPerson()
    {
        if (!NationalId.TryParse(Text(ExtractColumn.NationalId), out NationalId? id))
        {
            Refuse(ExtractColumn.NationalId, "not an identifier of a known kind with its key: left out.");
            return null;
        }

        if (Text(ExtractColumn.Kind) != id.Value[..1] || Text(ExtractColumn.Number) != id.Value[1..])
        {
            Refuse(ExtractColumn.NationalId, "does not agree with its kind and number: left out.");
            return null;
        }

        return id;
    }

    private StructureFields? ReadStructure(string town)
    {
        string finess = Text(ExtractColumn.Finess);
        if (finess.Length > 0 && !Finess.TryParse(finess, out _))
        {
            findings.Add(_number, ExtractHeader.NameOf(ExtractColumn.Finess), "not a FINESS with its key: not kept.");
            finess = "";
        }

        string siret = Text(ExtractColumn.Siret);
        if (siret.Length > 0 && !Siret.TryParse(siret, out _))
        {
            findings.Add(_number, ExtractHeader.NameOf(ExtractColumn.Siret), "not a SIRET with its key: not kept.");
            siret = "";
        }

        string name = Text(ExtractColumn.StructureName);
        name = name.Length > 0 ? name : Text(ExtractColumn.SignName);
        name = name.Length > NameCharactersMax ? name[..NameCharactersMax] : name;
        return StructureFields.Of(finess, siret, Text(ExtractColumn.TechnicalId), name, town);
    }

    private ExtractRow? Refuse(ExtractColumn column, string reason)
    {
        findings.Add(_number, ExtractHeader.NameOf(column), reason);
        return null;
    }

    private string Text(ExtractColumn column) => _line.Span[_fields[_header.PlaceOf(column)]].Trim().ToString();
}
