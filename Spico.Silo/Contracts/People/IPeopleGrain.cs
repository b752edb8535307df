using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.People;

/// <summary>The people of the region (stateless, on any silo).</summary>
[Alias("spico.people")]
public interface IPeopleGrain : IGrainWithIntegerKey
{
    /// <summary>Persons by id.</summary>
    [Alias("get"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> Get(Caller caller, GetPeopleRequest request);

    /// <summary>The practice situations of a person.</summary>
    [Alias("list-practices"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> ListPractices(Caller caller, ListPracticesRequest request);

    /// <summary>Persons by the beginning of a name.</summary>
    [Alias("find"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> Find(Caller caller, FindPeopleRequest request);

    /// <summary>
    /// A professional has signed in whom an issuer knows by their national identifier: who is not registered here is
    /// from now on, as the directory knows them, or else by the name the issuer gave. Called by gateways.
    /// </summary>
    [Alias("meet"), ResponseTimeout("00:00:05")]
    ValueTask Meet(PersonId person, string name);

    /// <summary>Adds or replaces persons and their local accounts. Administrators only.</summary>
    [Alias("register"), ResponseTimeout("00:00:30")]
    ValueTask<Reply> Register(Caller caller, RegisterPeopleRequest request);
}
