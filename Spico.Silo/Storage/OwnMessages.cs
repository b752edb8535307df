using Spico.Protocol;

namespace Spico.Silo.Storage;

/// <summary>How many messages a person posted to a stream in a batch.</summary>
internal readonly record struct OwnMessages(PersonId Person, int Count);
