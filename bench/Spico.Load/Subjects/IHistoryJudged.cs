using Spico.Checker;

namespace Spico.Load.Subjects;

/// <summary>
/// A server that promises everything: each message once, one order for all. It is judged by its full history too.
/// </summary>
internal interface IHistoryJudged
{
    /// <summary>Reads the logs back and judges the history. Everybody must have what they will ever get.</summary>
    Task<CheckReport> JudgeAsync(CancellationToken cancellationToken);
}
