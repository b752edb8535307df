using Spico.Protocol;

namespace Spico.Silo.Accounts;

/// <summary>
/// Which tokens no longer hold: one grain, keyed <c>revocations/region</c>. A gateway asks every second or two for
/// what changed, and ends the sessions concerned; every new session is checked here too.
/// </summary>
[Alias("spico.revocations")]
public interface IRevocationsGrain : IGrainWithStringKey
{
    /// <summary>Tokens of the person issued before this moment no longer hold. Durable when the call returns.</summary>
    [Alias("revoke"), ResponseTimeout("00:00:05")]
    ValueTask Revoke(PersonId person, DateTimeOffset issuedBefore);

    /// <summary>
    /// No token of the person holds any more, whenever it was issued: they do not sign in. Durable when the call
    /// returns.
    /// </summary>
    [Alias("bar"), ResponseTimeout("00:00:05")]
    ValueTask Bar(PersonId person);

    /// <summary>Tokens of somebody who was barred hold again, if they are issued from this moment on.</summary>
    [Alias("readmit"), ResponseTimeout("00:00:05")]
    ValueTask Readmit(PersonId person, DateTimeOffset issuedFrom);

    /// <summary>Those who are barred.</summary>
    [Alias("barred"), ResponseTimeout("00:00:05")]
    ValueTask<PersonId[]> Barred();

    /// <summary>What changed after a version; 0 asks for everything still in force.</summary>
    [Alias("since"), ResponseTimeout("00:00:05")]
    ValueTask<Revocations> Since(long version);
}
