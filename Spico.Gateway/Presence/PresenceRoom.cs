using System.Runtime.InteropServices;
using Google.Protobuf;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Gateway.Presence;

/// <summary>
/// One stream that local sessions have open: who is there, here and on other gateways. Used by one loop.
/// </summary>
internal sealed class PresenceRoom(StreamId stream, PresenceOptions options, TimeProvider time)
{
    // Lists, searched from one end: a room holds a handful of people, and there are as many rooms as open streams.
    private readonly List<IPresenceListener> _listeners = [];
    private readonly List<LocalPerson> _locals = [];
    private readonly List<PersonId> _shown = [];
    private List<RemotePeople>? _remotes;
    private List<TypingPerson>? _typing;

    public bool IsEmpty => _listeners.Count == 0;

    /// <summary>True when another person is present here now.</summary>
    public bool Enter(IPresenceListener listener)
    {
        _listeners.Add(listener);
        foreach (PersonId person in _shown)
        {
            if (person != listener.Person)
            {
                listener.Hear(PresencePush(person, present: true));
            }
        }

        int at = IndexOfLocal(listener.Person);
        if (at >= 0)
        {
            CollectionsMarshal.AsSpan(_locals)[at].Sessions++;
            return false;
        }

        _locals.Add(new LocalPerson { Person = listener.Person, Sessions = 1 });
        Show(listener.Person);
        return true;
    }

    /// <summary>True when a person is no longer present here.</summary>
    public bool Leave(IPresenceListener listener)
    {
        if (!_listeners.Remove(listener))
        {
            return false;
        }

        int at = IndexOfLocal(listener.Person);
        if (--CollectionsMarshal.AsSpan(_locals)[at].Sessions > 0)
        {
            return false;
        }

        _locals.RemoveAt(at);
        Show(listener.Person);
        return true;
    }

    /// <summary>Takes the state of another gateway in place of the one before.</summary>
    public void Update(Guid gateway, PersonId[] people)
    {
        _remotes ??= [];
        int at = _remotes.FindIndex(remote => remote.Gateway == gateway);
        PersonId[] before = at < 0 ? [] : _remotes[at].People;
        if (at >= 0)
        {
            _remotes.RemoveAt(at);
        }

        if (people.Length > 0)
        {
            _remotes.Add(new RemotePeople(gateway, people));
        }

        foreach (PersonId person in before)
        {
            Show(person);
        }

        foreach (PersonId person in people)
        {
            Show(person);
        }
    }

    /// <summary>True when the others are told: not sooner than the interval, and not in a crowd.</summary>
    public bool Type(PersonId person)
    {
        if (_listeners.Count > options.TypingListenersMax)
        {
            return false;
        }

        long now = time.GetTimestamp();
        _typing ??= [];
        _typing.RemoveAll(typing => time.GetElapsedTime(typing.At, now) >= options.TypingInterval);
        if (_typing.Exists(typing => typing.Person == person))
        {
            return false;
        }

        _typing.Add(new TypingPerson(person, now));
        Tell(person, Shared(new Push
        {
            Typing = new Typing { Stream = stream.ToByteString(), Person = person.ToByteString() },
        }));
        return true;
    }

    /// <summary>The people to state to other gateways.</summary>
    public PersonId[] LocalPeople() =>
        [.. _locals.Take(options.PeopleShownMax).Select(local => local.Person)];

    private void Show(PersonId person)
    {
        bool present = IndexOfLocal(person) >= 0
            || (_remotes is not null && _remotes.Exists(remote => remote.People.Contains(person)));
        if (present == _shown.Contains(person))
        {
            return;
        }

        if (!present)
        {
            _shown.Remove(person);
        }
        else if (_shown.Count >= options.PeopleShownMax)
        {
            return;
        }
        else
        {
            _shown.Add(person);
        }

        Tell(person, PresencePush(person, present));
    }

    private void Tell(PersonId about, SharedPush push)
    {
        foreach (IPresenceListener listener in _listeners)
        {
            if (listener.Person != about)
            {
                listener.Hear(push);
            }
        }
    }

    private int IndexOfLocal(PersonId person) => _locals.FindIndex(local => local.Person == person);

    private SharedPush PresencePush(PersonId person, bool present) => Shared(new Push
    {
        Presence = new Protocol.V1.Presence
        {
            Stream = stream.ToByteString(),
            Person = person.ToByteString(),
            Present = present,
        },
    });

    private static SharedPush Shared(Push push) => new(new Frame { Push = push }.ToByteArray());

    private record struct LocalPerson(PersonId Person, int Sessions);

    private readonly record struct RemotePeople(Guid Gateway, PersonId[] People);

    private readonly record struct TypingPerson(PersonId Person, long At);
}
