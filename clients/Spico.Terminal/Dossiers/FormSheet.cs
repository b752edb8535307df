using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>The answers of a form, as lines: read without its definition.</summary>
internal static class FormSheet
{
    public static IEnumerable<string> Of(FormResponse form, OpenDossier open) => Of(form.Answers, open, "");

    private static IEnumerable<string> Of(IEnumerable<FormAnswer> answers, OpenDossier open, string indent)
    {
        foreach (FormAnswer answer in answers)
        {
            string said = DossierWords.Joined(answer.Values.Select(value => Of(value, open)));
            if (said.Length > 0 || answer.Items.Count > 0)
            {
                yield return said.Length > 0 ? $"{indent}{answer.Text}: {said}" : $"{indent}{answer.Text}";
            }

            foreach (string line in Of(answer.Items, open, indent + "  "))
            {
                yield return line;
            }
        }
    }

    private static string Of(FormValue value, OpenDossier open) => value.ValueCase switch
    {
        FormValue.ValueOneofCase.Boolean => value.Boolean ? "yes" : "no",
        FormValue.ValueOneofCase.Integer => $"{value.Integer}",
        FormValue.ValueOneofCase.Decimal => value.Decimal,
        FormValue.ValueOneofCase.Date => value.Date,
        FormValue.ValueOneofCase.DateTime => Shown.Time(value.DateTime),
        FormValue.ValueOneofCase.Text => value.Text,
        FormValue.ValueOneofCase.Coding => value.Coding.Display.Length > 0 ? value.Coding.Display : value.Coding.Code,
        FormValue.ValueOneofCase.Quantity => $"{value.Quantity.Value} {value.Quantity.Unit}",
        FormValue.ValueOneofCase.Member => open.View.Circle.FirstOrDefault(member => member.Id == value.Member)
            is { } member ? open.Names.Of(member) : "somebody who left",
        FormValue.ValueOneofCase.Entry => $"entry #{value.Entry}",
        _ => "",
    };
}
