namespace Spico.Silo.Syntheses;

/// <summary>A synthesis could not be made just now. Names a code, never what it holds.</summary>
internal sealed class SynthesisFailedException(string code) : Exception($"The synthesis was not made: {code}.");
