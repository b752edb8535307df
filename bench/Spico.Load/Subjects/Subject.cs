using Spico.Peers;

namespace Spico.Load.Subjects;

/// <summary>A server that can be measured.</summary>
/// <param name="Name">As typed and as shown.</param>
/// <param name="Create">Makes one, not started yet.</param>
internal sealed record Subject(string Name, Func<IPeer> Create);
