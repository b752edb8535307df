namespace Spico.Silo.Streams;

/// <summary>A value of a read model that is stored only sealed under its stream's key.</summary>
internal interface ISealedValue
{
    /// <summary>The value as it is stored.</summary>
    byte[] Seal(StreamCipher cipher);
}
