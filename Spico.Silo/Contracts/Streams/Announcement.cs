using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>A push outside any order, for the sessions of several persons that have their inbox open.</summary>
/// <param name="Persons">Who.</param>
/// <param name="Acting">Who acts for one of them and is told too; nobody else who acts is.</param>
/// <param name="Frame">The protobuf bytes of <c>Frame { push }</c>.</param>
[GenerateSerializer, Immutable]
[Alias("spico.announcement")]
public sealed record Announcement(
    [property: Id(0)] PersonId[] Persons, [property: Id(1)] ActingFor[] Acting, [property: Id(2)] byte[] Frame)
{
    private const int IdBytes = 16;

    /// <summary>How many bytes it is, about.</summary>
    public int Size => Frame.Length + ((Persons.Length + (2 * Acting.Length)) * IdBytes);
}
