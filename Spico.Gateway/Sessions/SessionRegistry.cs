using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Gateway.Sessions;

/// <summary>The live sessions of this gateway, and how many a person and an address have.</summary>
internal sealed class SessionRegistry(IOptions<SessionOptions> limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PersonId, int> _perPerson = [];
    private readonly Dictionary<IPAddress, int> _perAddress = [];
    private readonly ConcurrentDictionary<SessionId, Session> _sessions = new();
    private int _count;

    /// <summary>The sessions now.</summary>
    public IEnumerable<Session> Sessions => _sessions.Select(entry => entry.Value);

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes a place for a session, or says which limit is reached.</summary>
    public string? TryTake(PersonId person, IPAddress? address)
    {
        SessionOptions options = limits.Value;
        lock (_gate)
        {
            if (_count >= options.SessionsMax)
            {
                return "The server has no room for another session.";
            }

            if (_perPerson.GetValueOrDefault(person) >= options.SessionsPerPersonMax)
            {
                return $"At most {options.SessionsPerPersonMax} sessions of one person.";
            }

            if (address is not null && _perAddress.GetValueOrDefault(address) >= options.SessionsPerAddressMax)
            {
                return $"At most {options.SessionsPerAddressMax} sessions from one address.";
            }

            _count++;
            Add(_perPerson, person, 1);
            if (address is not null)
            {
                Add(_perAddress, address, 1);
            }

            return null;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Release(PersonId person, IPAddress? address)
    {
        lock (_gate)
        {
            _count--;
            Add(_perPerson, person, -1);
            if (address is not null)
            {
                Add(_perAddress, address, -1);
            }
        }
    }

    /// <summary>Lists a session that has its place.</summary>
    public void Add(Session session) => _sessions[session.Id] = session;

    /// <summary>Takes a session off the list.</summary>
    public void Remove(Session session) => _sessions.TryRemove(session.Id, out _);

    /// <summary>Ends the sessions of a person whose tokens were issued before a moment.</summary>
    public void EndRevoked(PersonId person, DateTimeOffset issuedBefore)
    {
        foreach ((_, Session session) in _sessions)
        {
            if (session.TokenPerson == person && session.IssuedAt < issuedBefore)
            {
                session.End(CloseCode.Unauthenticated, "The access token was revoked.");
            }
        }
    }

    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey key, int change)
        where TKey : notnull
    {
        int count = counts.GetValueOrDefault(key) + change;
        if (count == 0)
        {
            counts.Remove(key);
        }
        else
        {
            counts[key] = count;
        }
    }
}
