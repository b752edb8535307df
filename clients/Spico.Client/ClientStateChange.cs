using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>The client's state changed.</summary>
/// <param name="State">The new state.</param>
/// <param name="Goodbye">Why the server ended the connection; null when it was lost without a word.</param>
public sealed record ClientStateChange(ClientState State, Goodbye? Goodbye);
