using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Gateway.Identity;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Gateway.Sessions;

/// <summary>
/// Ends the sessions of those who act for somebody whose delegation was revoked, at most a moment late. Their commands
/// are checked by the grains anyway; this is for what they would be told.
/// </summary>
internal sealed partial class DelegationWatch(
    SessionRegistry registry,
    SessionServices services,
    IOptions<IdentityOptions> options,
    ILogger<DelegationWatch> logger) : BackgroundService
{
    /// <summary>Asks once for everybody who acts for somebody.</summary>
    public async Task CheckAsync()
    {
        IEnumerable<IGrouping<(PersonId Person, PersonId ActedBy), Session>> delegated = registry.Sessions
            .Where(session => session.Caller.ActedBy is not null)
            .GroupBy(session => (session.Person, session.TokenPerson));
        foreach (IGrouping<(PersonId Person, PersonId ActedBy), Session> sessions in delegated)
        {
            if (await services.Streams.ActsUntilAsync(sessions.Key.Person, sessions.Key.ActedBy) > 0)
            {
                continue;
            }

            foreach (Session session in sessions)
            {
                session.End(CloseCode.Unauthenticated, "The delegation has ended.");
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RevocationPoll, services.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await CheckAsync();
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    // While no silo answers, no command is carried out either.
                    Log.Unreachable(logger, exception.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Delegations cannot be asked for: {Reason}")]
        public static partial void Unreachable(ILogger logger, string reason);
    }
}
