using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>
/// Lets a person be told of their read position once in a while: the first at once, and of those that come meanwhile
/// the last one, later. Whoever scrolls through a conversation moves it many times a second.
/// </summary>
internal sealed class MarkPace(TimeSpan interval, TimeProvider time)
{
    private const int KeptMax = 1024;
    private readonly Dictionary<PersonId, Person> _people = [];

    /// <summary>Whether somebody is still to be told.</summary>
    public bool HasWaiting => _people.Values.Any(person => person.Waiting is not null);

    /// <summary>True: tell of it now. False: it waits, in the place of an earlier one.</summary>
    public bool TryPass(MarkRow mark)
    {
        if (_people.TryGetValue(mark.Person, out Person? person))
        {
            if (person.Waiting is not null || !IsDue(person))
            {
                person.Waiting = person.Waiting?.Version > mark.Version ? person.Waiting : mark;
                return false;
            }

            person.ToldAt = time.GetTimestamp();
            return true;
        }

        if (_people.Count >= KeptMax)
        {
            Forget();
        }

        if (_people.Count < KeptMax)
        {
            _people[mark.Person] = new Person { ToldAt = time.GetTimestamp() };
        }

        return true;
    }

    /// <summary>Those whose time has come: told by the caller.</summary>
    public List<MarkRow> TakeDue()
    {
        List<MarkRow> due = [];
        foreach (Person person in _people.Values.Where(person => person.Waiting is not null && IsDue(person)))
        {
            due.Add(person.Waiting!);
            person.Waiting = null;
            person.ToldAt = time.GetTimestamp();
        }

        Forget();
        return due;
    }

    private bool IsDue(Person person) => time.GetElapsedTime(person.ToldAt) >= interval;

    private void Forget()
    {
        foreach ((PersonId id, Person person) in _people)
        {
            if (person.Waiting is null && IsDue(person))
            {
                _people.Remove(id);
            }
        }
    }

    private sealed class Person
    {
        public long ToldAt { get; set; }

        public MarkRow? Waiting { get; set; }
    }
}
