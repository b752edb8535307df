using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>Who is calling: made by the session from a verified token, and checked again by every grain.</summary>
/// <param name="Person">The person on whose authority the call is made.</param>
/// <param name="Session">The session the call came through.</param>
/// <param name="Device">The name of the device among the person's devices.</param>
/// <param name="IsAdministrator">Whether the account administers the server. Gives no access to content.</param>
/// <param name="ActedBy">Who acts for the person, by a delegation; null: they themselves.</param>
[GenerateSerializer, Immutable]
[Alias("spico.caller")]
public sealed record Caller(
    [property: Id(0)] PersonId Person,
    [property: Id(1)] SessionId Session,
    [property: Id(2)] string Device,
    [property: Id(3)] bool IsAdministrator,
    [property: Id(4)] PersonId? ActedBy = null);
