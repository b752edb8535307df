using System.Collections.Concurrent;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Gateway.Tests.Protocols;

/// <summary>Opens a fake session for every credential but <c>bad</c>.</summary>
internal sealed class FakeSessionGate : ISessionGate
{
    public PersonId Alice { get; } = PersonId.New();

    public ConcurrentQueue<FakeSession> Opened { get; } = new();

    /// <summary>Prepares a session before anybody has it.</summary>
    public Action<FakeSession> Prepare { get; set; } = _ => { };

    /// <summary>Refuses instead, when it says how.</summary>
    public Func<SessionRequest, SessionOpening?> Refuse { get; set; } = request =>
        (request.Hello.SignIn?.Password ?? request.Hello.AccessToken) == "bad"
            ? SessionOpening.Refused(CloseCode.Unauthenticated, "The credentials were refused.")
            : null;

    public async ValueTask<SessionOpening> OpenAsync(SessionRequest request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Refuse(request) is { } refused)
        {
            return refused;
        }

        var session = new FakeSession(request, Alice);
        Prepare(session);
        Opened.Enqueue(session);
        return SessionOpening.Opened(session);
    }
}
