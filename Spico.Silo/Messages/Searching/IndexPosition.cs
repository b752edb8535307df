namespace Spico.Silo.Messages.Searching;

/// <summary>How far the index of a conversation is.</summary>
/// <param name="Last">The last message indexed; 0: none.</param>
/// <param name="Behind">How many messages come after it.</param>
internal readonly record struct IndexPosition(long Last, long Behind);
