using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Spico.Silo.Settings;

/// <summary>
/// Numbers and times of options against the <see cref="RangeAttribute"/> they carry: a wrong one is told with its key,
/// its value and its range before anything is started.
/// </summary>
public static class OptionRanges
{
    /// <summary>Everything out of range; empty when nothing is.</summary>
    /// <param name="options">The options, bound.</param>
    /// <param name="section">Where they are configured.</param>
    public static IReadOnlyList<string> Check(object options, string section) =>
    [
        .. options.GetType().GetProperties()
            .Select(property => Check(property, property.GetValue(options), section))
            .OfType<string>(),
    ];

    /// <summary>Checks the ranges of options when they are first read, and at the start.</summary>
    public static OptionsBuilder<TOptions> ValidateRanges<TOptions>(
        this OptionsBuilder<TOptions> builder, string section)
        where TOptions : class
    {
        builder.Services.AddSingleton<IValidateOptions<TOptions>>(new Validation<TOptions>(section));
        return builder.ValidateOnStart();
    }

    private static string? Check(PropertyInfo property, object? value, string section)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is not { } range || value is not IComparable comparable)
        {
            return null;
        }

        // Not the attribute's own check: it reads times in the culture of whoever starts the server.
        object least = Convert(range.Minimum, property.PropertyType);
        object most = Convert(range.Maximum, property.PropertyType);
        return comparable.CompareTo(least) >= 0 && comparable.CompareTo(most) <= 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{section}:{property.Name} is {value}: it must be from {least} to {most}.");
    }

    private static object Convert(object bound, Type type) => type == typeof(TimeSpan)
        ? TimeSpan.Parse((string)bound, CultureInfo.InvariantCulture)
        : System.Convert.ChangeType(bound, type, CultureInfo.InvariantCulture);

    private sealed class Validation<TOptions>(string section) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options) =>
            Check(options, section) is { Count: > 0 } wrong
                ? ValidateOptionsResult.Fail(wrong)
                : ValidateOptionsResult.Success;
    }
}
