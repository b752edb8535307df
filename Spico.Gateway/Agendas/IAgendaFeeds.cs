using Spico.Silo.Agendas;

namespace Spico.Gateway.Agendas;

/// <summary>
/// Agendas as calendar software reads them: the port that the HTTP door is written against. The last part of the path
/// is the secret; a silo checks it each time. A refusal is an answer: nothing is thrown for it.
/// </summary>
public interface IAgendaFeeds
{
    /// <summary>The feed of a path.</summary>
    ValueTask<FeedPage> ReadAsync(string? segment);
}
