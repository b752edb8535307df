using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>Which messages to count.</summary>
/// <param name="Person">The person.</param>
/// <param name="OfOthers">True: messages of everyone but the person. False: the person's own.</param>
/// <param name="UpTo">Messages up to this sequence number.</param>
/// <param name="Withheld">Data classes to leave out, as in <see cref="StreamAccess.Withheld"/>.</param>
internal sealed record MessageCount(PersonId Person, bool OfOthers, long UpTo, uint Withheld);
