using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Alerts;

/// <summary>What an alert is raised for, once as long as it lasts.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="About">The task, entry, plan or stay; 0: none of these.</param>
/// <param name="Moment">The moment that the rule goes by, in milliseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="Person">Whom it concerns alone; empty: everybody.</param>
/// <param name="Consent">The consent, or empty.</param>
internal sealed record AlertCause(
    AlertRule Rule, ulong About, long Moment, ByteString Person, ByteString Consent)
{
    public AlertCause(AlertRule rule, ulong about, long moment)
        : this(rule, about, moment, ByteString.Empty, ByteString.Empty)
    {
    }

    /// <summary>When the rule has it raised; null: the rule is not in force.</summary>
    public long? DueAt => AlertTable.Current.Find(Rule) is { } terms ? Moment + terms.AfterMs : null;

    /// <summary>What an alert was raised for.</summary>
    public static AlertCause Of(Alert alert) =>
        new(alert.Rule, alert.About, alert.DueAt, alert.Person, alert.Consent);

    /// <summary>The alert that is raised for it.</summary>
    public Alert Raise(ulong alert, AlertTerms terms, long now) => new()
    {
        Alert_ = alert,
        Rule = Rule,
        About = About,
        Consent = Consent,
        Person = Person,
        DueAt = Moment,
        RaisedAt = now,
        DataClass = terms.Class,
    };
}
