using Spico.Gateway.Sessions;
using Spico.Protocol;

namespace Spico.Gateway.Presence;

/// <summary>A session, as the presence bus sees it.</summary>
public interface IPresenceListener
{
    /// <summary>Whose session it is. Several sessions of a person count once.</summary>
    PersonId Person { get; }

    /// <summary>
    /// Takes a <c>Typing</c> or <c>Presence</c> push, shared with other sessions. Returns at once and never throws. A
    /// session short of room drops it rather than end: it is a nicety. Called on the bus's own loop, and possibly
    /// once more just after <see cref="IPresenceBus.Leave"/>.
    /// </summary>
    void Hear(SharedPush push);
}
