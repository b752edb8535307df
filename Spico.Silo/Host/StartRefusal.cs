using Microsoft.Extensions.Options;
using Spico.Silo.Streams;

namespace Spico.Silo.Host;

/// <summary>Which exceptions of a start are refusals that somebody can mend, and what they say.</summary>
internal static class StartRefusal
{
    /// <summary>What is wrong, one line each; empty when it is a defect.</summary>
    public static IReadOnlyList<string> Of(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        AggregateException several => [.. several.InnerExceptions.SelectMany(Of)],
        StoreRefusedException or StoreException or IOException => [exception.Message],
        _ when IsUnreadable(exception) => [exception.Message],
        _ => [],
    };

    /// <summary>A setting that is no number where one is wanted. The message names its key.</summary>
    public static bool IsUnreadable(Exception exception) =>
        exception is InvalidOperationException { InnerException: FormatException or ArgumentException };
}
