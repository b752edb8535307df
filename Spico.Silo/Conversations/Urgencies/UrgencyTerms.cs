namespace Spico.Silo.Conversations.Urgencies;

/// <summary>What a request about urgencies is read with.</summary>
/// <param name="Options">How long urgencies wait.</param>
/// <param name="Now">Milliseconds since 1970-01-01T00:00:00Z.</param>
internal readonly record struct UrgencyTerms(UrgencyOptions Options, long Now);
