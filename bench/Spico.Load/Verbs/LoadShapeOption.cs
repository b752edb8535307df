using System.CommandLine;
using Spico.Load.Driving;

namespace Spico.Load.Verbs;

/// <summary><c>--loads open/500 closed/4</c>.</summary>
internal static class LoadShapeOption
{
    /// <summary>The option, with loads of its own when none are given.</summary>
    public static Option<string[]> Create(string loads)
    {
        var option = new Option<string[]>("--loads")
        {
            Description = "open/N: N messages a second by schedule; closed/N: N on their way in each conversation.",
            DefaultValueFactory = _ => loads.Split(' '),
            AllowMultipleArgumentsPerToken = true,
        };
        option.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (!LoadShape.TryParse(text, out _))
                {
                    result.AddError($"'{text}' is no load such as open/500 or closed/4.");
                }
            }
        });
        return option;
    }

    public static IReadOnlyList<LoadShape> Read(ParseResult parsed, Option<string[]> option) =>
    [
        .. (parsed.GetValue(option) ?? []).Select(text =>
            LoadShape.TryParse(text, out LoadShape? shape) ? shape : throw new FormatException(text)),
    ];
}
