namespace Spico.Gateway.Sessions;

/// <summary>Where protocols get sessions.</summary>
public interface ISessionGate
{
    /// <summary>
    /// Checks the credentials and opens a session, or refuses. Refuses too when the server, the person or the
    /// address has no room for another.
    /// </summary>
    ValueTask<SessionOpening> OpenAsync(SessionRequest request, CancellationToken cancellationToken);
}
