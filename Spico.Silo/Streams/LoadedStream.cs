namespace Spico.Silo.Streams;

/// <summary>A stream as the store has it.</summary>
/// <param name="Fold">Its fold at the durable head.</param>
/// <param name="Cipher">Its key; null when it has no facts yet, or was erased.</param>
/// <param name="IsErased">True when its key was deleted: nothing of it can be read or written any more.</param>
internal sealed record LoadedStream<TFold>(TFold Fold, StreamCipher? Cipher, bool IsErased);
