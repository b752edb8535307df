using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>What is wrong with answers.</summary>
/// <param name="Path">Where: the names of items, with the place of what repeats.</param>
/// <param name="Message">What.</param>
/// <param name="Limit">The limit that was crossed, or 0.</param>
/// <param name="IsTooLarge">Whether something is too large.</param>
internal sealed record FormFault(string Path, string Message, long Limit = 0, bool IsTooLarge = false)
{
    /// <summary>As a refusal of a field.</summary>
    public Error ToError(string field) => IsTooLarge
        ? Refusal.TooLarge($"{field}{Path}", Limit, Message)
        : Refusal.Invalid($"{field}{Path}", Message, Limit);
}
