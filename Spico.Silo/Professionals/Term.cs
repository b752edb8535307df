namespace Spico.Silo.Professionals;

/// <summary>A profession, a specialty, a town …: numbered within one import.</summary>
/// <param name="Number">Its number, from 1; 0 stands for none.</param>
/// <param name="Kind">What it names.</param>
/// <param name="Code">Its code in the extract; for a town the code of the commune, else the postal code.</param>
/// <param name="Label">Its name.</param>
internal sealed record Term(int Number, TermKind Kind, string Code, string Label);
