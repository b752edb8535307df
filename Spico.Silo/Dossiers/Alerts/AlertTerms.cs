using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Alerts;

/// <summary>What a rule says.</summary>
/// <param name="Class">The class of its alerts, hence who sees them.</param>
/// <param name="AfterMs">How long after the moment that it goes by, in milliseconds.</param>
/// <param name="IsTold">Whether somebody is notified.</param>
internal sealed record AlertTerms(DataClass Class, long AfterMs, bool IsTold);
